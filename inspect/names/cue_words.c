#include "inspect/names/cue_words.h"

#include <stddef.h>

const char *const cue_words_titles[] = {
	"herr", "herrn", "frau", "fräulein", "dr", "prof",
	"mr", "mrs", "ms", "miss", "mister",
	"mme", "mlle", "monsieur", "madame", "mademoiselle",
	"sr", "sra", "srta", "señor", "señora", "señorita", "doña",
	"sigra", "signor", "signora", "signorina", "dott", "dottoressa",
	"avv", "senhor", "senhora", "meneer", "mevrouw", "mijnheer", "mevr",
	"dhr", "pan", "pani", "pana", "panu", "panią", "pán", "paní", "pána",
	"slečna", "gospod", "gospa", "gospodin", "gospodine", "gospođa",
	"gospođo", "gospodična", "úr", "asszony", "herra", "rouva", "rva",
	"neiti", "härra", "proua", "preili", "domnul", "doamna", "domnule",
	"domnișoara", "fru", "frøken", "fröken", "kungs",
	"kundze", "ponas", "ponia", "pone", "panelė", "κύριος", "κύριε",
	"κυρία", "κ", "κα", "господин", "госпожа", "госпожо", "г-н", "г-жа",
	"uasal", "sinjur", "sinjura", NULL
};

const char *const cue_words_introductions[] = {
	"my name is", "my name's", "i am called", "call me",
	"mein name ist", "ich heiße", "ich heisse", "mein name:",
	"je m'appelle", "mon nom est", "mi chiamo", "il mio nome è",
	"me llamo", "mi nombre es", "chamo-me", "me chamo", "o meu nome é",
	"meu nome é", "ik heet", "mijn naam is", "jeg hedder", "mit navn er",
	"jag heter", "mitt namn är", "nimeni on", "minun nimeni on",
	"minu nimi on", "mu nimi on", "nazywam się", "mam na imię",
	"jmenuji se", "jmenuju se", "mé jméno je", "volám sa", "moje meno je",
	"ime mi je", "moje ime je", "zovem se", "imenujem se", "mă numesc",
	"mă cheamă", "numele meu este", "a nevem", "az én nevem",
	"казвам се", "името ми е", "με λένε", "ονομάζομαι",
	"το όνομά μου είναι", "mani sauc", "mans vārds ir", "mano vardas",
	"mano vardas yra", "is mise", "is ainm dom", "jisimni", "ismi huwa",
	"ismi hu", NULL
};

const char *const cue_words_person_labels[] = {
	"firstname", "lastname", "surname", "givenname", "familyname",
	"fullname", "forename", "middlename", "maidenname", "patientname",
	"customername", "employeename", "contactname", "applicantname",
	"cardholder", "cardholdername", "accountholder", "nameoncard",
	"vorname", "nachname", "familienname", "geburtsname", "zuname",
	"kontoinhaber", "karteninhaber", "ansprechpartner", "vorundnachname",
	"prenom", "nomdefamille", "nometprenom", "nomprenom", "nomdenaissance",
	"titulaire", "nombreyapellidos", "apellido", "apellidos",
	"primerapellido", "segundoapellido", "nombrecompleto", "cognome",
	"nomeecognome", "nomecognome", "intestatario", "nomecompleto",
	"apelido", "sobrenome", "voornaam", "achternaam", "familienaam",
	"fornavn", "efternavn", "fornamn", "efternamn", "etunimi", "sukunimi",
	"eesnimi", "perekonnanimi", "imieinazwisko", "nazwisko", "jmenoaprijmeni",
	"prijmeni", "krestnijmeno", "menoapriezvisko", "priezvisko",
	"krstnemeno", "priimek", "imeinpriimek", "prezime", "imeiprezime",
	"vezeteknev", "keresztnev", "csaladnev", "utonev", "teljesnev",
	"prenume", "numesiprenume", "numedefamilie", "numecomplet",
	"фамилия", "собственоиме", "презиме", "имеифамилия", "триимена",
	"επωνυμο", "ονοματεπωνυμο", "uzvards", "vardsuzvards",
	"vardsunuzvards", "pavarde", "vardaspavarde", "vardasirpavarde",
	"ceadainm", "sloinne", "kunjom", "isemukunjom",
	"cognomeenome", "cognomenome", "nameandsurname", "surnameandname",
	"nameundvorname", "namevorname", "nachnamevorname", "nazwiskoiimie",
	"imienazwisko", "prijmeniajmeno", "prijmenijmeno", "priezviskoameno",
	"prezimeiime", "imeprezime", "priimekinime", "nomprenoms",
	"prenometnom", "apellidosynombre", "nombreyapellido", "nomicognoms",
	"cognoms", "nomcognoms", "numeprenume", "naamvoornaam",
	"etujasukunimi", "sukunimijaetunimi", "forochefternamn",
	"fornavnogetternavn", "eesjaperekonnanimi", "vezetekeskeresztnev",
	"munkavallaloneve", "anyjaneve", "leanykorineve", "forenames",
	"givennames", "firstnames", "familynames", "nomeproprio",
	"nomesproprios", "apelidos", "accountname", "beneficiaryname",
	/* Questions, of which the answer is a turn of its own. */
	"whatisyourname", "whatsyourname", "wieheißensie", "wieheissensie",
	"wieheißtdu", "wieistihrname", "commentvousappelezvous",
	"quelestvotrenom", "comosellama", "cualessunombre", "comesichiama",
	"qualeilsuonome", "comosechama", "qualeoseunome", "hoeheetu",
	"hoeheetje", "watisuwnaam", "hvadhedderdu", "vadheterdu",
	"hvaheterdu", "mikaonnimesi", "misonteienimi", "jaksiepannazywa",
	"jaksiepaninazywa", "jaksejmenujete",
	"akosavolate", "kakosezovete", "kakvamjeime", "kakojevameime",
	"cumvanumiti", "hogyhivjak", "kajussauc", "koksjusuvardas",
	"каксеказвате", "πωςονομαζεστε", NULL
};

const char *const cue_words_name_labels[] = {
	"name", "nom", "nombre", "nome", "naam", "navn", "namn", "nimi",
	"nev", "nume",
	"ainm", "isem", "kunde", "customer", "client",
	"klient", "cliente", "klant", "kund", "asiakas", "patient", "patientin",
	"patiente", "paziente", "paciente", "pacjent", "pacient", "potilas",
	"contact", "kontakt", "author", "autor", "auteur", "autore",
	"employee", "mitarbeiter", "yourname", "username", "displayname",
	"sender", "recipient", "absender", "empfanger", "from", "to", "von",
	"an",
	"trabajador", "trabajadora", "empleado", "empleada", "arbeitnehmer",
	"arbeitnehmerin", "mieter", "mieterin", "vermieter", "vermieterin",
	"antragsteller", "antragstellerin", "versicherter", "versicherte",
	"versicherungsnehmer", "versicherungsnehmerin", "locataire",
	"salarie", "salariee", "assure", "assuree", "demandeur", "inquilino",
	"arrendatario", "arrendador", "asegurado", "lavoratore", "dipendente",
	"conduttore", "locatario", "locatore", "huurder", "verhuurder",
	"werknemer", "verzekerde", "najemca", "pracownik", "zleceniobiorca",
	"ubezpieczony", "najemce", "zamestnanec", "najomca", "munkavallalo",
	"berlo", "angajat", "chirias", "salariat",
	"medarbejder", "lejer", "lonmodtager", "arbetstagare", "hyresgast",
	"arbeidstaker", "leietaker", "tyontekija", "vuokralainen", "tootaja",
	"uurnik", "darbinieks", "darbuotojas", "darbuotoja", "starfsmadur",
	"radnik", "radnica", "najmoprimac", "delavec", "delavka", "najemnik",
	"trabalhador", "segurado", "utente", "landlord",
	"policyholder", "claimant", "applicant", "insured", "fahrer", "kierowca", "beneficiary", "auftraggeber",
	"работник", "пациент", "служител", "εργαζομενος", "ασθενης", NULL
};

/* Of vCard, LDAP, FHIR, ISO 20022 and SAP; words for a given name or all. */
const char *const cue_words_whole_labels[] = {
	"family", "given", "sn", "gn", "cn", "fn", "nm", "nachn", "vorna",
	"ime", "imie", "jmeno", "meno", "vards", "vardas", "име", "ονομα",
	"person", "holder", "participant", NULL
};
