// redact-pii or openredaction over texts: detect_peer.mjs NAME FOLDER < TEXTS,
// with lines as in detect_peer.py. FOLDER holds node_modules.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [name, folder] = process.argv.slice(2);
const require = createRequire(folder + "/");

// redact-pii tells no places: find what is left of the text in turn.
function placesOf(text, redacted) {
	const found = [];
	let at = 0, open = null;
	for (const piece of redacted.split(/(\b[A-Z]+(?:_[A-Z]+)+\b|\bUSERNAME\b|\bZIPCODE\b|\bDIGITS\b|\bURL\b)/)) {
		const there = text.indexOf(piece, at);
		if (open === null && there === at) {
			at += piece.length;
		} else if (open !== null && piece !== "" && there >= at) {
			found.push([at, there, open, 1]);
			at = there + piece.length;
			open = null;
		} else if (piece !== "") {
			open = open ?? piece;
		}
	}
	if (open !== null)
		found.push([at, text.length, open, 1]);
	return found;
}

function redactPii() {
	const { SyncRedactor } = require("redact-pii");
	const redactor = new SyncRedactor();
	return async (text) => placesOf(text, redactor.redact(text));
}

function openRedaction() {
	const { OpenRedaction } = require("openredaction");
	const redactor = new OpenRedaction();
	return async (text) => (await redactor.detect(text)).detections.map(
		(d) => [...d.position, d.type, d.confidence]);
}

const find = { "redact-pii": redactPii, openredaction: openRedaction }[name]();
await find("warm up");
let took = 0;
for await (const line of createInterface({ input: process.stdin })) {
	const { text } = JSON.parse(line);
	const before = performance.now();
	let found = [];
	try {
		found = await find(text);
	} catch (e) {
		console.error(String(e).slice(0, 200));
	}
	took += performance.now() - before;
	// Places are in UTF-16: make them characters.
	const count = (n) => [...text.slice(0, n)].length;
	console.log(JSON.stringify(found.map(
		([a, b, t, s]) => [count(a), count(b), t, s])));
}
console.log(took / 1000);
