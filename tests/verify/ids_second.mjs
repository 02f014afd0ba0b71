/*
 * What JavaScript packages say of values: lines "check TAB value" in, for each
 * 1 (valid), 0, or -1 where there is no such check. ids_compare.py runs it in
 * the folder where the packages are installed. Checks:
 *
 *   stdnum:PL.pesel           package stdnum
 *   validator:isTaxID:hu-HU   package validator, a function and its locale
 *   jsvat:cyprus              package jsvat
 *   personnummer:valid, codice-fiscale-js:check, finnish-ssn:FinnishSSN.validate,
 *   norwegian-national-id-validator:validateNorwegianIdNumber, ibantools:isValidIBAN
 */
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));

function load(name) {
	try {
		const of = require(name);
		return of.default ?? of;
	} catch {
		return undefined;
	}
}

function member(of, path) {
	return path.split('.').reduce((o, key) => o?.[key], of);
}

/* Packages whose checks are no functions of the value alone. */
const special = {
	stdnum: (all, path) => {
		const of = member(all?.stdnum, path);
		return of && (v => of.validate(v).isValid);
	},
	validator: (all, path) => {
		const [name, locale] = path.split(':');
		return all?.[name] && (v => all[name](v, locale));
	},
	jsvat: (all, path) => {
		const codes = all?.[path]?.calcFn && all[path].codes;
		return codes && (v => all.checkVAT(/^[A-Z]{2}[A-Z0-9]/.test(v)
		    && codes.includes(v.slice(0, 2)) ? v : codes[0] + v,
		[all[path]]).isValid);
	},
};

function plain(all, path) {
	const owner = member(all, path.split('.').slice(0, -1).join('.')) ?? all;
	const of = member(all, path);
	return of && (v => of.call(owner, v));
}

const known = new Map();

function checkOf(name) {
	if (!known.has(name)) {
		const colon = name.indexOf(':');
		const of = name.slice(0, colon);
		known.set(name,
		    (special[of] ?? plain)(load(of), name.slice(colon + 1)));
	}
	return known.get(name);
}

function answer(line) {
	const tab = line.indexOf('\t');
	const check = checkOf(line.slice(0, tab));
	if (!check)
		return -1;
	try {
		return check(line.slice(tab + 1)) ? 1 : 0;
	} catch {
		return 0;	/* some packages throw at what is not valid */
	}
}

for await (const line of createInterface({ input: process.stdin }))
	console.log(answer(line));
