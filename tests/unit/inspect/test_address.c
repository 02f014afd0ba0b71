/*
 * Postal addresses of 32 countries and of customers elsewhere, as they stand in
 * letters, forms and sentences: each is one finding, from `<<` to `>>`. And
 * texts with numbers that are none.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "inspect/detect.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

static const char *const found[] = {
	/* at */
	"Sie wohnt in der <<Mariahilfer Straße 12/3/7, 1060 Wien>>.",
	"Herr Huber\n<<Ditscheinergasse 8, Top 14\n1030 Wien>>\n",
	/* be */
	"<<Rue de la Loi 16, 1000 Bruxelles>>",
	"<<Kerkstraat 10 bus 4, 9000 Gent>>",
	"<<Avenue Louise 54 bte 3, B-1050 Bruxelles>>",
	/* bg */
	"адрес: <<ул. „Граф Игнатиев“ № 7, 1000 София>>",
	"<<бул. Витоша 15, ет. 3, ап. 12, 1000 София>>",
	"<<ж.к. Люлин, бл. 345, вх. Б, ет. 4, ап. 78>>",
	"<<гр. София 1324, ж.к. Люлин 5, бл. 512, вх. В, ет. 3, ап. 45>>",
	"<<гр. Пловдив, ул. Иван Вазов 12, вх. А, ет. 2>>",
	/* ch, li */
	"<<Bahnhofstrasse 1, CH-8001 Zürich>>",
	"<<Chemin des Fleurs 4, 1204 Genève>>",
	"<<Städtle 38, 9490 Vaduz>>",
	"<<Bahnhofstrasse 1, 9000 St. Gallen>>",
	/* cy */
	"<<Λεωφόρος Μακαρίου 25, 1065 Λευκωσία>>",
	/* cz */
	"<<Václavské náměstí 12, 110 00 Praha 1>>",
	"bytem <<Příční 1429/4, 602 00 Brno>>",
	/* de */
	"<<Hauptstr. 5a, 10115 Berlin>>",
	"<<Villacher Strasse 89\n76131 Karlsruhe>>",
	"<<Am Alten Markt 3, D-50667 Köln>>",
	"<<Postfach 12 34 56, 20095 Hamburg>>",
	/* dk */
	"<<Vesterbrogade 12, 2. th, 1620 København V>>",
	"<<Sludevej 13, 4000 Roskilde>>",
	"bor på <<Gråspurvegade 816, 5921 Frederikshavn>>. Mit CPR-nummer",
	/* ee */
	"<<Pärna tänav 33-4, 10112 Tallinn>>",
	"elukoht: <<Narva mnt 7, 10117 Tallinn>>",
	/* es */
	"<<Calle Mayor, 5, 2º B, 28013 Madrid>>",
	"vive en <<C/ Señores Curas 88>>",
	"<<Avda. de la Constitución nº 12, 41001 Sevilla>>",
	"<<Apartado de Correos 123, 08080 Barcelona>>",
	/* fi */
	"<<Mannerheimintie 12 A 5, 00100 Helsinki>>",
	"osoite: <<Snellmaninkatu 55>>",
	"<<PL 123, 00101 Helsinki>>",
	/* fr */
	"<<12 bis, rue de la Paix, 75002 Paris>>",
	"<<31 rue de la Hulotais, 35800 Dinard>>",
	"J'habite au <<36 rue de pologne>>",
	"<<Bâtiment B, 5 avenue du Général Leclerc\n92100 Boulogne-Billancourt>>",
	"<<BP 123, 69002 Lyon>>",
	/* gb */
	"<<Flat 2, 221B Baker Street, London NW1 6XE>>",
	"<<11 Botley Road\nOxford\nOX2 0AA>>",
	"he lives at <<60 Balsham Road>>",
	"<<PO Box 1234, Leeds LS1 4AP>>",
	"<<22 Saltergate Lane, Leeds LS11 8AB>>\nUTR 64083 12273",
	/* gr */
	"<<Ερμού 5, 105 63 Αθήνα>>",
	"διεύθυνση: <<Πλατεία Συντάγματος 204>>",
	/* hr */
	"<<Ilica 5, 10000 Zagreb>>",
	"<<Ulica kneza Trpimira 14, HR-10000 Zagreb>>",
	/* hu */
	"<<1052 Budapest, Petőfi Sándor utca 8. II. em. 3>>.",
	"<<4026 Debrecen, Bethlen utca 10-12. 3. em. 8>>.",
	"<<1051 Budapest, Nádor u. 7., 2. em. 4. ajtó>>",
	"<<1137 Budapest, Szent István körút 22. II/5>>.",
	"lakcím: <<Árpád fejedelem útja 62>>.",
	"<<8200 Veszprém, Rákóczi út 13>>.",
	/* ie */
	"<<14 Main Street, Swords, Co. Dublin, K67 X285>>",
	"<<12 Grafton Street, Dublin 2, D02 VF25>>",
	/* is */
	"<<Laugavegur 12, 101 Reykjavík>>",
	"<<Ránargata 87, 101 Reykjavík>>",
	/* it */
	"<<Via Roma, n. 12, 00184 Roma>>",
	"<<Viale dei Fiorentini 17 int. 4\n50123 Firenze FI>>",
	"<<Casella Postale 88, 20121 Milano>>",
	"<<C.so Vittorio Emanuele II, 88 - 10121 Torino>>",
	"<<P.zza Garibaldi 4>>, Bari",
	"<<vico Lungo Gelso 12, 80134 Napoli>>",
	"<<Via Garibaldi, 24122 Bergamo>>",
	"<<10121 Torino, Via Po>>",
	/* lt */
	"<<Gedimino pr. 9, LT-01103 Vilnius>>",
	"<<Pilies g. 4-12, 01123 Vilnius>>",
	/* lu */
	"<<5, rue Philippe II, L-2340 Luxembourg>>",
	/* lv */
	"<<Brīvības iela 21-5, Rīga, LV-1011>>",
	/* mt */
	"<<12, Triq ir-Repubblika, Valletta VLT 1111>>",
	/* nl */
	"<<Kerkstraat 10-III, 1018 EA Amsterdam>>",
	"<<Jagerij 64\n5061 GB Oisterwijk>>",
	"<<Postbus 90153, 5200 MB 's-Hertogenbosch>>",
	/* no */
	"<<Karl Johans gate 22, 0026 Oslo>>",
	"<<Skogstien 106, 1386 Asker>>",
	"<<Postboks 45 Sentrum, 0101 Oslo>>",
	/* pl */
	"<<ul. Prosta 12/3, 00-838 Warszawa>>",
	"<<os. Kościuszki 5/12\n61-894 Poznań>>",
	"zamieszkały: <<al. Jana Pawła II 23 m. 5>>",
	/* pt */
	"<<Rua Augusta, 24, 3.º Esq., 1100-053 Lisboa>>",
	"<<Rua João Pessoa 1636>>",
	/* ro */
	"<<Str. Lungă nr. 3, bl. A2, sc. 1, et. 3, ap. 12, 500058 Brașov>>",
	/* se */
	"<<Storgatan 3, lgh 1102, 111 22 Stockholm>>",
	"<<Nybyvägen 65\n749 40 Enköping>>",
	"<<Box 123, 101 23 Stockholm>>",
	/* si */
	"<<Slovenska cesta 5, 1000 Ljubljana>>",
	"<<Parmova 109, SI-2000 Maribor>>",
	/* sk */
	"<<Hlavná 12, 811 01 Bratislava>>",
	"<<Námestie SNP 4, 974 01 Banská Bystrica>>",
	/* elsewhere */
	"<<350 Fifth Avenue, Suite 3300, New York, NY 10118>>",
	"<<1600 Pennsylvania Ave NW, Washington, DC 20500-0003>>",
	"ship to <<2450 Crown St Apt. 4B>>",
	"<<P.O. Box 255, Springfield, IL 62704>>",
	"<<PSC 9009, Box 9725\nAPO AA 33274>>",
	"<<Unit 5477 Box 8244\nDPO AP 15730>>",
	"<<USNV Vincent\nFPO AA 68422>>",
	"my address: <<psc 5420, box 2708\napo aa 33879>>",
	"<<111 Wellington Street, Ottawa, ON K1A 0A9, Canada>>",
	"<<12/48 Smith Street, Sydney NSW 2000, Australia>>",
	"<<67 Devon Street West\n  New Plymouth\n  New Zealand>>",
	/* the town first; no number; other signs between the parts */
	"<<79098 Freiburg, Rosengarten 12>>",
	"wohnhaft in <<79098 Freiburg, Lindenallee>>.",
	"<<1010 Wien, Stephansplatz>>",
	"<<Industriestraße 7 · 04229 Leipzig>>",
	/* lines of mail and of forms */
	"> Anna Hill\n> <<11 Botley Road\n> Oxford OX2 0AA>>\n",
	"my address is <<Holmatun 45>>",
	"<<Tylova 285\n Apt. 578>>\n",
	"<<Kálmán Imre u. 12.\n Suite 3\n Zalakaros\n Hungary 06554>>\n",
	"<<Hauptstraße 5\r\n10115 Berlin\r\nGermany>>\r\n",
	/* told by how they are built, not by a word for a street */
	"Ivan Horvat\n<<Klenovac 43\n20340 Ploče>>\n",
	"Kari Nordmann\n<<Strandmarka 2\n6840 Vassenden>>\n",
	"Adresse: <<Strandmarka 2, 6840 Vassenden>>",
	"Send til Ole Hansen, <<Strandmarka 2, 0162 Oslo>>.",
	"Inge Hofmann\n<<Raabring 7/2\n8330 Feldbach>>\n",
	"<<Bornheimer Landwehr 31, 60385 Frankfurt am Main>>",
	"<<Obertor 8, 84028 Landshut (Niederbayern)>>",
	"<<Michnova 417, 149 00 Praha 4>> od léta",
	"Sídlo: <<Masarykovo nábřeží 14, CZ-120 00 Praha 2, Czech Republic>>",
	"Bopæl: <<Ny Kongensgade 14A, st. mf., 1472 København K>>",
	"Alfa OÜ\n<<Tartu mnt 2\nEE 10115 TALLINN\nESTONIA>>",
	"J. Jansen\n<<Isabellering 32\n9741TA\nGroningen>>\n",
	"<<Herengracht 182-III, 1016 BR Amsterdam>>",
	"<<Καρδαμά 443, ΤΚ 361 00 Καρπενήσι>>",
	"Άλφα\n<<Τσιμισκή 43, 3ος όροφος\n546 23 ΘΕΣΣΑΛΟΝΙΚΗ\nΕΛΛΑΔΑ>>",
	"<<Τ.Θ. 1205, 711 10 Ηράκλειο>>",
	"<<бул. „Цариградско шосе“ 115А, 1784 София, България>>",
	"Kovács János\n<<Miskolc\nSzéchenyi István út 107\n3530>>\n",
	"<<9022 Győr, Szent István út 3. 2. em. 4. ajtó>>",
	"ide: <<Székapátii út 68., 4044 Mezőmártonvár>>, köszönöm",
	"Sig. Rossi\n<<Incrocio Sante, 1 Piano 8\n21045 Schianno (VA)>>\n",
	"Residente in <<V.le Margherita n. 140, scala B, 00198 Roma RM>>",
	"<<C/ Mayor 5, 3º B, 28013 Madrid>>",
	"<<Avda. de la Paz s/n\n28850 TORREJÓN DE ARDOZ (MADRID)>>",
	"<<Lugar da Igreja, 14, 4750-100 Barcelos>>",
	"<<Calea Victoriei nr. 12, bl. 3, et. 2, ap. 14, București 010063>>",
	"<<Dlhé diely 1, byt č. 7, 841 04 Bratislava 4>>",
	"Jean Muller\n<<60, Grand-Rue\nL-6630 Wasserbillig>>\n",
	"<<12 Market Row, Wisbech PE13 1AB>>",
	"Mr J Smith\n<<Flat 6\n14 Nash Cliff\nBristol\nBS8 4GE>>\n",
	"<<Rose Cottage, Ballymote, Co. Sligo, F56 W902>>",
	"<<27 An Pháirc\nCo. Kerry\nV92 T6X9>>\n",
	"<<12, Il-Ħerba, Triq Dun Karm\nŻebbuġ ŻBG 2031>>\n",
	"min adress är <<kyrkogatan 5, 222 22 lund>>",
	"domicilio: <<calle del pez 12, 28004 madrid>>",
};

static const char *const left[] = {
	"10115 Berlin",
	"75002 Paris and 1018 EA",
	"in Weg 1975 was nothing",
	"12 rules of the road",
	"Baker Street",
	"Port 80, Line 12345 Column",
	"the first 100 Main Rules",
	"Windows 95, 2000 Server",
	"Section 4, 2024 Edition",
	"via 10 Downing tools",
	"Box 12 and Box 13",
	"Unit 5 Test Case 12",
	"Suite 12 of the tests",
	"In 2008 Wall Street fell.",
	"The Brigade 5 was there.",
	"on page 5 Street names",
	"chapter 12 Drive letters",
	"IP address: Port 80",
	"Kanal 4\n1000 Watt",
	"Teil 3, 1500 Seiten",
	"Apollo 11\n1969 Mond",
	"Version 2.10 Road map",
	"USB 3, 5000 Mbit",
	"ARM 64, 10000 Cycles",
	"die Bundesstraße 64 und die Europastraße 6",
	"Strada Regionale 6",
	"in Kuopio 25 November 2001",
	"From 7 September 1977 until",
	"March 14, 2003 (Pi day)",
	"Berlin 1905 - 1907, Paris 1914",
	"Omkring 4 100 fordon in Oslo",
	"the C.S.U. Politehnica 3 won",
	"Wall Street 24 times",
	"in Berlin 500 Meter, 1000 Meter, 1500 Meter",
	"Chapter 5, Unit 3, floor 2",
	/* the town first, or a part joined to another */
	"10115 Berlin, Raum 12",
	"10115 Berlin, Deutschland 2",
	"10115 Berlin, Tel. 030",
	"79098 Freiburg, Rosengarten",
	"in 2019 Paris, Rue de la Paix",
	"12000 Euro, Konto 12",
	"8000 Zuschauer, Torwart 12",
	"und so. Müller 5",
	"le Nord 5, la Loire 6",
	"Saldo 12 - 10121 Teile",
	"UTR 64083 12273",
	"Leeds LS11 8AB\nUTR 64083",
	/* built like one */
	"Strandmarka 2, 6840 times",
	"Art. 12, 44100 Schrauben",
	"Pos. 4\n2500 Blatt Papier\n",
	"Ajax 2, Gent 1, 9000 Toeschouwers",
	"Zug 63, 0830 Olten",
	"Juna 63, 0830 Tampere",
	"Sala 12, 1330 Lisboa",
	"Apollo 11, 38400 Kilometer vor dem Mond",
	"Matthew 5, 3 Blessed are the poor",
	"LV-1010 Rīga",
	"D02 VF25",
	"Vaduz 2, Balzers 1, 9494 Zuschauer",
	"An older name for KS X 1001.\nThe ISO 2022 and 4873 standards",
	" 2004 FarsiWeb, Inc\n 2012 S McVittie\n 2011 Sjoerd Simons\n",
	"Copyright 1984-1994, 1998 The Open Group",
	"ICE 597, 10115 Berlin",
	"Lieferung am Montag 12, 10115 Berlin",
	"Gleis 7, 1020 Wien",
	"RFC 7929\nRFC 6698\nLinklokale Namen\n",
	"Smart Array 642\nSmart Array 6400 EM\nSmart Array 6i\n",
	"AT&T WE 32100\nSun Microsystems SPARC\nIntel 80386\n",
};

static bool
is_address(const struct detect_engine *e, const struct finding *f)
{
	return sv_eq(detect_class_name(e, f->class_id),
	    SV("personal.contact.address"));
}

/* Where the one address is; false if there are none or more. */
static bool
find(const struct detect_engine *e, struct sv text, size_t *start,
    size_t *end)
{
	struct field field = { .role = FIELD_CONTENT, .text = text };
	struct findings f;
	struct arena a;
	size_t count = 0;

	arena_init(&a, 1 << 20);
	tap_ok(detect_scan(e, &a, &field, 1, &f) == 0, "scan");
	for (size_t i = 0; i < f.count; i++) {
		if (!is_address(e, &f.items[i]))
			continue;
		*start = f.items[i].start;
		*end = f.items[i].end;
		count++;
	}
	arena_done(&a);
	return count == 1;
}

static void
test_found(const struct detect_engine *e)
{
	for (size_t i = 0; i < NELEMS(found); i++) {
		size_t start = 0, end = 0, from = 0, until = 0;
		struct buf text;

		buf_init(&text, 1024);
		tap_ok(packs_kit_take_marks(sv_cstr(found[i]), &text, &start,
		    &end) && find(e, buf_sv(&text), &from, &until) &&
		    from == start && until == end, "%s", found[i]);
		if (from != start || until != end)
			tap_diag("got \"%.*s\"", SV_ARG(sv_slice(
			    buf_sv(&text), from, until)));
		buf_done(&text);
	}
}

static void
test_left(const struct detect_engine *e)
{
	for (size_t i = 0; i < NELEMS(left); i++) {
		size_t from = 0, until = 0;
		bool one = find(e, sv_cstr(left[i]), &from, &until);

		tap_ok(!one && from == until, "nothing: %s", left[i]);
	}
}

/* A known town speaks for a code as long as its country's, and no other. */
static void
test_towns(const struct detect_engine *e)
{
	static const struct { const char *text; bool sure; } towns[] = {
		{ "Foo Bar 12, 1010 Wien", true },
		{ "Foo Bar 12, 10100 Linz", false },
		{ "Foo Bar 12, 10115 Berlin", true },
		{ "Foo Bar 12, 1011 Berlin", false },
		{ "Foo Bar 12, 101150 Berlin", false },
		{ "Foo Bar 12, 110 00 Praha", true },
		{ "Foo Bar 12, 11000 Praha", true },
		{ "Foo Bar 12, 101 Reykjavík", true },
		{ "Foo Bar 12, 010171 București", true },
		{ "Sonate Opus 12, 10400 Oslo", false },
		{ "Foo Bar 12, 12345 London", false },
		{ "Foo Bar 12, SW1A 2AA London", true },
	};

	for (size_t i = 0; i < NELEMS(towns); i++) {
		struct field field = { .text = sv_cstr(towns[i].text) };
		struct findings f = { NULL, 0 };
		struct arena a;

		arena_init(&a, 1 << 24);
		tap_ok(detect_scan(e, &a, &field, 1, &f) == 0 &&
		    f.count == 1 && (f.items[0].score > 80) == towns[i].sure,
		    "%s", towns[i].text);
		if (f.count > 0)
			tap_diag("%zu, score %u", f.count, f.items[0].score);
		arena_done(&a);
	}
}

int
main(void)
{
	struct detect_engine *e = packs_kit_open();

	if (e != NULL) {
		test_found(e);
		test_left(e);
		test_towns(e);
	}
	detect_close(e);
	return tap_done();
}
