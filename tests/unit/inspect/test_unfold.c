/*
 * Disguised values are found, and traced back to the bytes they are written
 * with; what only looks so is left alone.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/encode.h"
#include "base/utf8.h"
#include "inspect/detect.h"
#include "inspect/pack.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/disguise_kit.h"
#include "tests/unit/inspect/packs_kit.h"

#define EMAIL	"personal.contact.email"
#define IBAN	"financial.iban"
#define CARD	"financial.card"
#define PESEL	"personal.id.pl.pesel"
#define ADDRESS	"personal.contact.address"
#define ZWSP	"\xe2\x80\x8b"
#define SHY	"\xc2\xad"
#define NBSP	"\xc2\xa0"
#define DOT	"\xc2\xb7"

/* In each text the finding stands between << and >>. */
static const struct disguise_case cases[] = {
	/* Lists of bytes, base32, characters apart */
	{ IBAN, "data <<68 69 56 57 51 55 48 52 48 48 52 52 48 53 51 50 48 49 51 "
	    "48 48 48>> ok" },
	{ IBAN, "data [<<68, 69, 56, 57, 51, 55, 48, 52, 48, 48, 52,\n 52, 48, 53, "
	    "51, 50, 48, 49, 51, 48, 48, 48>>] ok" },
	{ IBAN, "h <<44 45 38 39 33 37 30 34 30 30 34 34 30 35 33 32 30 31 33 30 "
	    "30 30>>" },
	{ IBAN, "b <<0x44 0x45 0x38 0x39 0x33 0x37 0x30 0x34 0x30 0x30 0x34 "
	    "0x34 0x30 0x35 0x33 0x32 0x30 0x31 0x33 0x30 0x30 0x30>>" },
	{ IBAN, "{<<0x44, 0x45, 0x38, 0x39, 0x33, 0x37, 0x30, 0x34, 0x30, 0x30, "
	    "0x34, 0x34, 0x30, 0x35, 0x33, 0x32, 0x30, 0x31, 0x33, 0x30, 0x30, "
	    "0x30>>}" },
	{ EMAIL, "b: <<01100001 01101110 01101110 01100001 01000000 01100101 "
	    "01111000 01100001 01101101 01110000 01101100 01100101 00101110 "
	    "01101111 01110010 01100111>>" },
	{ EMAIL, "<<61 6e 6e 61 40 65 78 61 6d 70 6c 65 2e 6f 72 67>>" },
	{ EMAIL, "<<97,110,110,97,64,101,120,97,109,112,108,101,46,111,114,103>>" },
	{ IBAN, "d [<<72,101,108,108,111,32,68,69,56,57,51,55,48,52,48,48,52,52,"
	    "48,53,51,50,48,49,51,48,48,48>>]" },
	{ IBAN, "d [<<73, 66, 65, 78, 58, 32, 68, 69, 56, 57, 51, 55, 48, 52, 48, "
	    "48, 52, 52, 48, 53, 51, 50, 48, 49, 51, 48, 48, 48>>]" },
	{ EMAIL, "t <<MV3GCLTCMVUXG4DJMVWEAZLYMFWXA3DFFZXXEZY>> ok" },
	{ IBAN, "t <<IRCTQOJTG4YDIMBQGQ2DANJTGIYDCMZQGAYA==>>==" },
	{ EMAIL, "write to <<a-n-n-a-@-e-x-a-m-p-l-e-.-o-r-g>>, please" },
	{ EMAIL, "write to <<a.n.n.a.@.e.x.a.m.p.l.e...o.r.g>> please" },
	{ EMAIL, "<<a n n a @ e x a m p l e . o r g>>" },
	{ IBAN, "an <<D-E-8-9-3-7-0-4-0-0-4-4-0-5-3-2-0-1-3-0-0-0>> bitte" },
	{ IBAN, "an <<D.E.8.9.3.7.0.4.0.0.4.4.0.5.3.2.0.1.3.0.0.0>> bitte" },
	{ EMAIL, "kontakt: <<jan.kowalski (a) firma.pl>> ok" },
	{ EMAIL, "kontakt: <<jan[a]firma.org>> ok" },
	/* Characters */
	{ PESEL, "PESEL <<\xef\xbc\x94\xef\xbc\x94\xef\xbc\x90\xef\xbc\x95"
	    "\xef\xbc\x91\xef\xbc\x94\xef\xbc\x90\xef\xbc\x91\xef\xbc\x93"
	    "\xef\xbc\x95\xef\xbc\x99>> ok" },
	{ PESEL, "PESEL <<440514" ZWSP "01359>> ok" },
	{ PESEL, "PESEL " ZWSP "<<44051401359>>" ZWSP " ok" },
	{ PESEL, "PESEL <<44" SHY "05" SHY "14" SHY "01" SHY "359>>." },
	{ PESEL, "PESEL <<4\xcc\xb6" "4\xcc\xb6" "051401359>>" },
	{ PESEL, "\xef\xbc\xb0\xef\xbc\xa5\xef\xbc\xb3\xef\xbc\xa5\xef\xbc\xac"
	    " <<44051401359>>" },
	{ PESEL, "PESEL: <<\xd9\xa4\xd9\xa4\xd9\xa0\xd9\xa5\xd9\xa1\xd9\xa4"
	    "\xd9\xa0\xd9\xa1\xd9\xa3\xd9\xa5\xd9\xa9>>" },
	{ PESEL, "PESEL: <<\xf0\x9d\x9f\x92\xf0\x9d\x9f\x92"
	    "\xf0\x9d\x9f\x8e" "51401359>>" },
	{ PESEL, "PESEL: <<\xe2\x91\xa3\xe2\x91\xa3" "051401359>>" },
	{ PESEL, "PESEL: <<\xe2\x81\xb4\xe2\x81\xb4\xe2\x81\xb0\xe2\x81\xb5"
	    "\xc2\xb9\xe2\x81\xb4\xe2\x81\xb0\xc2\xb9\xc2\xb3\xe2\x81\xb5"
	    "\xe2\x81\xb9>>" },
	{ IBAN, "an <<D\xd0\x95" "89 3704 0044 0532 0130 00>> bitte" },
	{ IBAN, "an <<\xd0\x92\xd0\x95" "68 5390 0754 7034>> bitte" },
	{ IBAN, "<<DE89\xe2\x80\x89" "3704\xe2\x80\x89" "0044\xe2\x80\x89"
	    "0532\xe2\x80\x89" "0130\xe2\x80\x89" "00>>" },
	{ IBAN, "<<DE89\xe2\x80\x91" "3704\xe2\x80\x91" "0044\xe2\x80\x91"
	    "0532\xe2\x80\x91" "0130\xe2\x80\x91" "00>>" },
	{ IBAN, "x <<\xef\xbc\xa4\xef\xbc\xa5" "89370400440532013000>> y" },
	{ IBAN, "x <<D\xe2\x80\xae" "E89\xe2\x81\xa0" "370400440532013000>> y" },
	{ EMAIL, "mail <<anna" ZWSP "@example.org>>!" },
	{ EMAIL, "mail <<anna\xef\xbc\xa0" "example\xef\xbc\x8eorg>>!" },
	{ EMAIL, "mail <<anna@example\xe3\x80\x82org>>!" },
	{ EMAIL, "mail <<\xf0\x9d\x90\x9a\xf0\x9d\x90\xa7\xf0\x9d\x90\xa7"
	    "\xf0\x9d\x90\x9a@example.org>>" },
	{ EMAIL, "<<\xf3\xa0\x81\xa1\xf3\xa0\x81\xa2\xf3\xa0\x81\x80"
	    "\xf3\xa0\x81\xa5\xf3\xa0\x81\xb8\xf3\xa0\x80\xae\xf3\xa0\x81\xaf"
	    "\xf3\xa0\x81\xb2\xf3\xa0\x81\xa7>> hi" },
	/* Escapes */
	{ EMAIL, "mail <<anna&#64;example.org>>, ok" },
	{ EMAIL, "mail <<anna&#x40;example&#46;org>>, ok" },
	{ EMAIL, "mail <<anna&commat;example&period;org>>, ok" },
	{ EMAIL, "q=<<anna%40example.org>>&x=1" },
	{ EMAIL, "q=<<anna%2540example.org>>&x=1" },
	{ EMAIL, "mail <<anna&amp;#64;example.org>>, ok" },
	{ EMAIL, "'<<anna\\u0040example.org>>'" },
	{ EMAIL, "'<<anna\\u{40}example.org>>'" },
	{ EMAIL, "'<<anna\\x40example\\x2eorg>>'" },
	{ EMAIL, "'<<anna\\100example\\056org>>'" },
	{ EMAIL, "<<a\u0336n\u0336n\u0336a\u0336@\u0336example.org>>" },
	/* Letters of names and streets */
	{ ADDRESS, "wohnt <<Hauptstra&szlig;e 5, 50667 K&ouml;ln>>, ja" },
	{ ADDRESS, "wohnt <<Hauptstra&#223;e 5, 50667 K&#xf6;ln>>, ja" },
	{ ADDRESS, "wohnt <<Hauptstra=C3=9Fe 5, 50667 K=C3=B6ln>>, ja" },
	{ ADDRESS, "wohnt <<Hauptstra%C3%9Fe%205, 50667 K%C3%B6ln>>, ja" },
	{ ADDRESS, "wohnt <<Hauptstra\\u00dfe 5, 50667 K\\u00f6ln>>, ja" },
	{ ADDRESS, "<<12 rue des Ch&ecirc;nes, 35000 Rennes>>" },
	{ EMAIL, "mail <<anna=40example.org>> ok" },
	{ EMAIL, "mail <<anna=40exam=\r\nple.org>> ok" },
	{ EMAIL, "<<=61=6E=6E=61=40=65=78=61=6D=70=6C=65=2E=6F=72=67>>" },
	{ EMAIL, "<<%61%6e%6e%61%40%65%78%61%6d%70%6c%65%2e%6f%72%67>>" },
	{ PESEL, "PESEL <<&#52;&#52;&#48;51401359>> ok" },
	{ PESEL, "PESEL <<\\uFF14\\uff14" "051401359>> ok" },
	{ PESEL, "PESEL <<44&#8203;051401359>> ok" },
	{ PESEL, "PESEL <<44&zwnj;051401359>> ok" },
	{ IBAN, "<<%44%45" "89370400440532013000>>" },
	/* Addresses in words */
	{ EMAIL, "write <<anna (at) example (dot) org>> today" },
	{ EMAIL, "write <<anna[at]example[dot]org>> today" },
	{ EMAIL, "write <<anna AT example.org>> today" },
	{ EMAIL, "write <<anna at example dot org>> today" },
	{ EMAIL, "write <<anna dot berg at example dot co dot uk>> today" },
	{ EMAIL, "write <<anna{at}example.org>> today" },
	{ EMAIL, "an <<anna(\xc3\xa4t)example(punkt)org>> bitte" },
	{ EMAIL, "a <<anna arroba example punto org>> hoy" },
	{ EMAIL, "write <<anna@example [.] org>> today" },
	{ EMAIL, "write <<anna [@] example.org>> today" },
	{ EMAIL, "write <<anna &#40;at&#41; example.org>> today" },
	{ EMAIL, "write <<anna @ example . org>> today" },
	/* Digits with gaps */
	{ PESEL, "PESEL <<4 4 0 5 1 4 0 1 3 5 9>> ok" },
	{ PESEL, "PESEL <<4.4.0.5.1.4.0.1.3.5.9>> ok" },
	{ PESEL, "PESEL <<4_4_0_5_1_4_0_1_3_5_9>> ok" },
	{ PESEL, "PESEL <<4/4/0/5/1/4/0/1/3/5/9>> ok" },
	{ PESEL, "PESEL <<4" NBSP "4" NBSP "0" NBSP "5" NBSP "1" NBSP "4" NBSP
	    "0" NBSP "1" NBSP "3" NBSP "5" NBSP "9>> ok" },
	{ PESEL, "PESEL <<4" DOT "4" DOT "0" DOT "5" DOT "1" DOT "4" DOT "0"
	    DOT "1" DOT "3" DOT "5" DOT "9>> ok" },
	{ PESEL, "PESEL <<44_05_14_01359>> ok" },
	{ PESEL, "PESEL <<4 - 4 - 0 - 5 - 1 - 4 - 0 - 1 - 3 - 5 - 9>> ok" },
	{ CARD, "card <<4111_1111_1111_1111>> ok" },
	{ CARD, "card <<4111.1111.1111.1111>> ok" },
	{ CARD, "card <<4111/1111/1111/1111>> ok" },
	{ CARD, "card <<4111" DOT "1111" DOT "1111" DOT "1111>> ok" },
	{ CARD, "card <<4111|1111|1111|1111>> ok" },
	{ IBAN, "an <<D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0>> ok" },
	{ IBAN, "an <<DE89_3704_0044_0532_0130_00>> ok" },
	/* Spelled digits */
	{ PESEL, "PESEL <<four four zero five one four zero one three five "
	    "nine>> ok" },
	{ PESEL, "PESEL <<vier vier null f\xc3\xbcnf eins vier null eins drei "
	    "f\xc3\xbcnf neun>> ok" },
	{ PESEL, "PESEL: <<cztery cztery zero pi\xc4\x99\xc4\x87 jeden cztery "
	    "zero jeden trzy pi\xc4\x99\xc4\x87 dziewi\xc4\x99\xc4\x87>>." },
	{ PESEL, "PESEL: <<quatre quatre z\xc3\xa9ro cinq un quatre z\xc3\xa9ro "
	    "un trois cinq neuf>>." },
	{ PESEL, "PESEL <<double four zero five one four zero one three five "
	    "nine>> ok" },
	{ PESEL, "PESEL <<forty-four zero five fourteen zero one thirty five "
	    "nine>> ok" },
	{ PESEL, "PESEL <<quarante-quatre z\xc3\xa9ro cinq quatorze z\xc3\xa9ro "
	    "un trente-cinq neuf>> ok" },
	{ PESEL, "PESEL <<vierundvierzig null f\xc3\xbcnf vierzehn null eins "
	    "f\xc3\xbcnfunddrei\xc3\x9fig neun>> ok" },
	{ PESEL, "PESEL: <<\xcf\x84\xce\xad\xcf\x83\xcf\x83\xce\xb5\xcf\x81\xce"
	    "\xb1 \xcf\x84\xce\xad\xcf\x83\xcf\x83\xce\xb5\xcf\x81\xce\xb1 "
	    "\xce\xbc\xce\xb7\xce\xb4\xce\xad\xce\xbd \xcf\x80\xce\xad\xce\xbd"
	    "\xcf\x84\xce\xb5 \xce\xad\xce\xbd\xce\xb1 \xcf\x84\xce\xad\xcf"
	    "\x83\xcf\x83\xce\xb5\xcf\x81\xce\xb1 \xce\xbc\xce\xb7\xce\xb4\xce"
	    "\xad\xce\xbd \xce\xad\xce\xbd\xce\xb1 \xcf\x84\xcf\x81\xce\xaf\xce"
	    "\xb1 \xcf\x80\xce\xad\xce\xbd\xcf\x84\xce\xb5 \xce\xb5\xce\xbd\xce"
	    "\xbd\xce\xad\xce\xb1>>." },
	{ PESEL, "PESEL <<4\xef\xb8\x8f\xe2\x83\xa3" "4\xef\xb8\x8f\xe2\x83\xa3" "0\xef\xb8\x8f\xe2\x83\xa3" "5\xef\xb8\x8f\xe2\x83\xa3" "1\xef\xb8\x8f\xe2\x83\xa3" "4\xef\xb8\x8f\xe2\x83\xa3" "0\xef\xb8\x8f\xe2\x83\xa3" "1\xef\xb8\x8f\xe2\x83\xa3" "3\xef\xb8\x8f\xe2\x83\xa3" "5\xef\xb8\x8f\xe2\x83\xa3" "9>>\xef\xb8\x8f\xe2\x83\xa3 ok" },
	{ PESEL, "PESEL <<\xe2\x91\xa3\xe2\x91\xa3\xe2\x93\xaa\xe2\x91\xa4\xe2\x91\xa0\xe2\x91\xa3\xe2\x93\xaa\xe2\x91\xa0\xe2\x91\xa2\xe2\x91\xa4\xe2\x91\xa8>> ok" },
	{ PESEL, "PESEL <<\xf0\x9d\x9f\x92\xf0\x9d\x9f\x92\xf0\x9d\x9f\x8e\xf0\x9d\x9f\x93\xf0\x9d\x9f\x8f\xf0\x9d\x9f\x92\xf0\x9d\x9f\x8e\xf0\x9d\x9f\x8f\xf0\x9d\x9f\x91\xf0\x9d\x9f\x93\xf0\x9d\x9f\x97>> ok" },
	{ PESEL, "PESEL <<\xe0\xa5\xaa\xe0\xa5\xaa\xe0\xa5\xa6\xe0\xa5\xab\xe0\xa5\xa7\xe0\xa5\xaa\xe0\xa5\xa6\xe0\xa5\xa7\xe0\xa5\xa9\xe0\xa5\xab\xe0\xa5\xaf>> ok" },
	{ PESEL, "PESEL <<\xe2\x82\x84\xe2\x82\x84\xe2\x82\x80\xe2\x82\x85\xe2\x82\x81\xe2\x82\x84\xe2\x82\x80\xe2\x82\x81\xe2\x82\x83\xe2\x82\x85\xe2\x82\x89>> ok" },
	{ PESEL, "PESEL <<4\xe2\x80\x89" "4\xe2\x80\x89" "0\xe2\x80\x89" "5\xe2\x80\x89" "1\xe2\x80\x89" "4\xe2\x80\x89" "0\xe2\x80\x89" "1\xe2\x80\x89" "3\xe2\x80\x89" "5\xe2\x80\x89" "9>> ok" },
	{ PESEL, "PESEL <<4\xe3\x80\x80" "4\xe3\x80\x80" "0\xe3\x80\x80" "5\xe3\x80\x80" "1\xe3\x80\x80" "4\xe3\x80\x80" "0\xe3\x80\x80" "1\xe3\x80\x80" "3\xe3\x80\x80" "5\xe3\x80\x80" "9>> ok" },
	{ PESEL, "PESEL <<4\xe2\x80\xaf" "4\xe2\x80\xaf" "0\xe2\x80\xaf" "5\xe2\x80\xaf" "1\xe2\x80\xaf" "4\xe2\x80\xaf" "0\xe2\x80\xaf" "1\xe2\x80\xaf" "3\xe2\x80\xaf" "5\xe2\x80\xaf" "9>> ok" },
	{ PESEL, "PESEL <<4\xe2\x81\xa3" "4\xe2\x81\xa3" "0\xe2\x81\xa3" "5\xe2\x81\xa3" "1\xe2\x81\xa3" "4\xe2\x81\xa3" "0\xe2\x81\xa3" "1\xe2\x81\xa3" "3\xe2\x81\xa3" "5\xe2\x81\xa3" "9>> ok" },
	{ PESEL, "PESEL <<4\xef\xbb\xbf" "4\xef\xbb\xbf" "0\xef\xbb\xbf" "5\xef\xbb\xbf" "1\xef\xbb\xbf" "4\xef\xbb\xbf" "0\xef\xbb\xbf" "1\xef\xbb\xbf" "3\xef\xbb\xbf" "5\xef\xbb\xbf" "9>> ok" },
	{ PESEL, "PESEL <<4\xc2\xad" "4\xc2\xad" "0\xc2\xad" "5\xc2\xad" "1\xc2\xad" "4\xc2\xad" "0\xc2\xad" "1\xc2\xad" "3\xc2\xad" "5\xc2\xad" "9>> ok" },
	{ PESEL, "PESEL <<4  4  0  5  1  4  0  1  3  5  9>> ok" },
	{ PESEL, "PESEL <<4\t4\t0\t5\t1\t4\t0\t1\t3\t5\t9>> ok" },
	{ PESEL, "PESEL <<4-4-0-5-1-4-0-1-3-5-9>> ok" },
	{ PESEL, "PESEL <<4\xe2\x80\xa2" "4\xe2\x80\xa2" "0\xe2\x80\xa2" "5\xe2\x80\xa2" "1\xe2\x80\xa2" "4\xe2\x80\xa2" "0\xe2\x80\xa2" "1\xe2\x80\xa2" "3\xe2\x80\xa2" "5\xe2\x80\xa2" "9>> ok" },
	{ PESEL, "PESEL <<%EF%BC%94%EF%BC%94051401359>> ok" },
	{ PESEL, "PESEL <<%34%34%30%35%31%34%30%31%33%35%39>> ok" },
	{ PESEL, "PESEL <<\\u0034\\u0034\\u0030\\u0035\\u0031\\u0034\\u0030\\u0031\\u0033\\u0035\\u0039>> ok" },
	{ PESEL, "PESEL <<\\064\\064\\060\\065\\061\\064\\060\\061\\063\\065"
	    "\\071>> ok" },
	{ PESEL, "PESEL <<\\x34\\x34\\x30\\x35\\x31\\x34\\x30\\x31\\x33\\x35\\x39>> ok" },
	{ PESEL, "PESEL <<=34=34=30=35=31=34=30=31=33=35=39>> ok" },
	{ PESEL, "PESEL <<&#x34;&#x34;&#x30;&#x35;&#x31;&#x34;&#x30;&#x31;&#x33;&#x35;&#x39;>> ok" },
	{ PESEL, "<<UEVTRUw6IDQ0MDUxNDAxMzU5>> ok" },
	{ PESEL, "token <<bXkgUEVTRUw_PyA-PiA0NDA1MTQwMTM1OQ>> ok" },
	{ PESEL, "hex <<504553454c3a203434303531343031333539>> ok" },
	{ IBAN, "zlib <<eJwrSKxUKMlXcHG1sFQwNjcwUTAwMAESpsZGCgaGxgZArkJefjkAuDwJAA==>> ok" },
	{ IBAN, "b85 <<VWtWVk5FOVVUVE5OUkZGM1RVUlJNRTFFVlhwTmFrRjRUWHBCZDAxQlBUMD0=>> ok" },
	{ IBAN, "<<77yk77ylODkgMzcwNCAwMDQ0IDA1MzIgMDEzMCAwMA==>>" },
	{ IBAN, "<<JTQ0RTg5JTIwMzcwNCUyMDAwNDQlMjAwNTMyJTIwMDEzMCUyMDAw>>" },
	{ IBAN, "Konto <<DE acht neun drei sieben null vier null null vier vier null f\xc3\xbcnf drei zwei null eins drei null null null>> bitte" },
	{ IBAN, "Konto <<DE\xe2\x80\x8b" "89\xe2\x80\x8b 3704 0044 0532 0130 00>> bitte" },
	{ IBAN, "Konto <<DE/89/3704/0044/0532/0130/00>> bitte" },
	{ IBAN, "Konto <<DE89*3704*0044*0532*0130*00>> bitte" },
	{ IBAN, "Konto <<D.E.8.9.3.7.0.4.0.0.4.4.0.5.3.2.0.1.3.0.0.0>> bitte" },
	{ EMAIL, "<<anna&#x0040;example.org>>" },
	{ EMAIL, "<<anna\xef\xbc\xa0" "example.org>>" },
	{ EMAIL, "<<anna[at]example.org>>" },
	{ EMAIL, "<<anna (at) example.org>>" },
	{ EMAIL, "<<anna <at> example <dot> org>>" },
	{ EMAIL, "<<anna.schmidt (at) example (dot) co (dot) uk>> x" },
	{ EMAIL, "<<ann\xd0\xb0@ex\xd0\xb0mple.org>> x" },
	{ EMAIL, "<<a\xe2\x80\x8bn\xe2\x80\x8bn\xe2\x80\x8b" "a\xe2\x80\x8b@\xe2\x80\x8b" "e\xe2\x80\x8bx\xe2\x80\x8b" "a\xe2\x80\x8bm\xe2\x80\x8bp\xe2\x80\x8bl\xe2\x80\x8b" "e\xe2\x80\x8b.\xe2\x80\x8bo\xe2\x80\x8br\xe2\x80\x8bg>> x" },
	{ EMAIL, "<<\xef\xbd\x81\xef\xbd\x8e\xef\xbd\x8e\xef\xbd\x81\xef\xbc\xa0\xef\xbd\x85\xef\xbd\x98\xef\xbd\x81\xef\xbd\x8d\xef\xbd\x90\xef\xbd\x8c\xef\xbd\x85\xef\xbc\x8e\xef\xbd\x8f\xef\xbd\x92\xef\xbd\x87>> x" },
	{ EMAIL, "mailto:<<anna%40example%2Eorg>> x" },
	{ CARD, "card <<4111\xc2\xa0" "1111\xc2\xa0" "1111\xc2\xa0" "1111>> x" },
	{ CARD, "card <<\xef\xbc\x94\xef\xbc\x91\xef\xbc\x91\xef\xbc\x91 \xef\xbc\x91\xef\xbc\x91\xef\xbc\x91\xef\xbc\x91 \xef\xbc\x91\xef\xbc\x91\xef\xbc\x91\xef\xbc\x91 \xef\xbc\x91\xef\xbc\x91\xef\xbc\x91\xef\xbc\x91>> x" },
	{ CARD, "card <<4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1>> x" },
	{ CARD, "Karte <<vier eins eins eins eins eins eins eins eins eins eins eins eins eins eins eins>> x" },
	/* Encoded runs */
	{ EMAIL, "see <<YW5uYUBleGFtcGxlLm9yZw==>> there" },
	{ EMAIL, "see <<YW5uYUBleGFtcGxlLm9yZw>> there" },
	{ EMAIL, "<<616e6e61406578616d706c652e6f7267>>" },
	{ EMAIL, "x=<<0x616E6E61406578616D706C652E6F7267>>;" },
	{ EMAIL, "see <<WVc1dVlVQmxlR0Z0Y0d4bExtOXlady4=>> there" },
	{ EMAIL, "url a/<<YW5uYUBleGFtcGxlLm9yZw>>/b" },
	{ EMAIL, "see <<YW5uYSU0MGV4YW1wbGUub3Jn>> there" },
	{ EMAIL, "see <<YW5uYSBhdCBleGFtcGxlIGRvdCBvcmc=>> there" },
	{ EMAIL, "see <<H4sIAAAAAAACA0vMy0t0SK1IzC3ISdXLL0oHAGTnQbsQAAAA>> ok" },
	/* The same, zlib and gzip, in hexadecimal */
	{ IBAN, "z <<78daf37472f4537071b5b05430363730513030300112a6c6460a0686c606"
	    "40ae8e424a625e762a00a45108a8>> ok" },
	{ IBAN, "z <<0x1f8b0800000000000203f37472f4537071b5b0543036373051303030"
	    "0112a6c6460a0686c60640ae8e424a625e762a00975c407227000000>>" },
	/* UTF-16 of either order, with and without its mark; ISO 8859-1 */
	{ PESEL, "-EncodedCommand <<UABFAFMARQBMADoAIAA0ADQAMAA1ADEANAAwADEAMwA1"
	    "ADkA>> ok" },
	{ PESEL, "x <<//5QAEUAUwBFAEwAOgAgADQANAAwADUAMQA0ADAAMQAzADUAOQA=>>" },
	{ PESEL, "x <<AFAARQBTAEUATAA6ACAANAA0ADAANQAxADQAMAAxADMANQA5>> ok" },
	{ PESEL, "x <<ZvxyIFBFU0VMOiA0NDA1MTQwMTM1OQ==>> ok" },
	{ PESEL, "x <<50004500530045004c003a0020003400340030003500310034003000"
	    "3100330035003900>> ok" },
};

static const char *const clean[] = {
	"look at example.org for more (at least) today",
	"lunch @ example.org . Then nothing @ all .",
	"the dot product at the point is 3.14",
	"Das Modell A4 und 5\xd0\xba\xd0\xb3, \xd0\x93\xd0\x9e\xd0\xa1\xd0\xa2 12345",
	"one two three, four and five six seven times",
	"1 2 3 4 5 6 7 8 9 10 11 12",
	"version 1.2.3.4.5.6.7.8, 10.0.0.1/24 and 2020/12/31/1159",
	"int64_t getElementsByTagName(const unsigned_long_identifier_x)",
	"https://example.org/some-long-path/with_many-parts/index.html",
	"sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	"footnote\xc2\xb9 and m\xc2\xb2, 10\xc2\xb2 = 100, CO\xe2\x82\x82",
	"1990\xe2\x80\x93" "1995, a caf\xc3\xa9\xe2\x80\x99s door",
	"id=44051401359 x=40 y=2e z=3",
	"sizes 40, 48, 56, 64, 72, 80, 96, 112, 120, 104, 88",
	"bytes 64 65 66 67 68 69 70 71 72 73 74 75",
	"if (a) foo.bar = 1",
	"section 5(a) foo.bar",
	"the site (a) www.example.org",
	"sort(a) b.length and f(a) x.no",
	"call(a) console.at(1)",
	"memory 0x40 0x48 0x50 0x58 0x60 0x68 0x70 0x78 0x41 0x42",
	"bits 01000000 01100001 00000000 01111111 01000001 01100010",
	"DONAUDAMPFSCHIFFFAHRTSGESELLSCHAFT and INTERNATIONALISATIONS",
	"a-b-c-d-e-f-g-h-i-j-k-l-m and A.B.C.D.E.F.G.H.I.J.K.L.M.N",
	"x @ y @ z @ a - b - c - d - e - f - g - h - i - j - k",
	"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7"
	    " \xe2\x9d\xa4\xef\xb8\x8f 1\xef\xb8\x8f\xe2\x83\xa3",
};

/* A token goes to the very bytes, whatever they are escaped in. */
static const struct disguise_body bodies[] = {
	{ "{\"x\":\"mail anna&#64;example.org now\"}",
	    "{\"x\":\"mail TOKEN now\"}" },
	{ "{\"x\":\"pesel \\uff14\\uff144\\u200b0\"}",
	    "{\"x\":\"pesel \\uff14\\uff144\\u200b0\"}" },
	{ "{\"x\":\"PESEL \\uff14\\uff14\\u200b051401359 \\u00e9\"}",
	    "{\"x\":\"PESEL TOKEN \\u00e9\"}" },
	{ "{\"x\":\"{\\\"y\\\":\\\"a anna\\\\u0040example.org\\\"}\"}",
	    "{\"x\":\"{\\\"y\\\":\\\"a TOKEN\\\"}\"}" },
	{ "{\"x\":\"see YW5uYUBleGFtcGxlLm9yZw== there\"}",
	    "{\"x\":\"see TOKEN there\"}" },
	{ "{\"x\":\"anna (at) example (dot) org\\nbye\"}",
	    "{\"x\":\"TOKEN\\nbye\"}" },
	{ "{\"x\":[\"DE89 3704 0044\",\"0532 0130 00\"]}",
	    "{\"x\":[\"TOKEN\",\"TOKEN\"]}" },
};

/* All classes in one run are reported, and all of the run belongs to them. */
static void
test_shared_run(const struct detect_engine *e)
{
	static const char secret[] = "anna@example.org and "
	    "DE89 3704 0044 0532 0130 00, card 4111 1111 1111 1111";
	struct findings f = { NULL, 0 };
	struct field field;
	struct buf text;
	struct arena a;
	size_t end = 2;

	arena_init(&a, 1 << 26);
	buf_init(&text, 4096);
	buf_add_cstr(&text, "x ");
	encode_base64(&text, BASE64_STD, secret, sizeof(secret) - 1);
	field = (struct field){ .text = buf_sv(&text) };
	tap_is_int(detect_scan(e, &a, &field, 1, &f), 0, "scan");
	tap_is_int((int64_t)f.count, 3, "three classes in one run");
	for (size_t i = 0; i < f.count && f.items[i].start == end; i++)
		end = f.items[i].end;
	tap_is_int((int64_t)end, (int64_t)text.len, "no byte of it is left");
	arena_done(&a);
	buf_done(&text);
}

/* However a value is written, it is one value. */
static void
test_canonical(const struct detect_engine *e)
{
	static const struct {
		const char *class_name, *value, *canonical;
	} values[] = {
		{ PESEL, "44051401359", "44051401359" },
		{ PESEL, "4405" ZWSP "1401359", "44051401359" },
		{ PESEL, "\xef\xbc\x94" "4051401359", "44051401359" },
		{ PESEL, "&#52;4051401359", "44051401359" },
		{ PESEL, "four four zero five one four zero one three five "
		    "nine", "44051401359" },
		{ IBAN, "D\xd0\x95" "89 3704 0044 0532 0130 00",
		    "DE89370400440532013000" },
		{ EMAIL, "Anna (at) Example (dot) org", "anna@example.org" },
		{ EMAIL, "anna AT example.org", "anna@example.org" },
		{ EMAIL, "YW5uYUBleGFtcGxlLm9yZw==", "anna@example.org" },
		{ EMAIL, "J\xc3\xbcrgen@Example.ORG",
		    "j\xc3\xbcrgen@example.org" },
		{ PESEL, "\xc3\xa9", "\xc3\xa9" },
	};
	struct buf out;
	uint16_t id;

	buf_init(&out, 4096);
	for (size_t i = 0; i < NELEMS(values); i++) {
		id = 0;
		if (detect_class_find(e, sv_cstr(values[i].class_name),
		    &id) != 0)
			tap_ok(false, "no class %s", values[i].class_name);
		buf_reset(&out);
		detect_canonical(e, id, sv_cstr(values[i].value), &out);
		tap_is_sv(buf_sv(&out), sv_cstr(values[i].canonical),
		    "canonical: %s", values[i].value);
	}
	buf_done(&out);
}

/* One disguise of `text` between `start` and `end`. */
typedef void disguise_fn(struct sv value, struct buf *out);

static void
with_zero_width(struct sv value, struct buf *out)
{
	for (size_t i = 0; i < value.len; i++) {
		buf_add_char(out, value.ptr[i]);
		if (i % 3 == 1 && i + 1 < value.len &&
		    ((unsigned char)value.ptr[i + 1] & 0xc0) != 0x80)
			buf_add_cstr(out, ZWSP);
	}
}

static void
with_full_width(struct sv value, struct buf *out)
{
	for (size_t i = 0; i < value.len; i++) {
		char wide[UTF8_MAX];
		unsigned char c = (unsigned char)value.ptr[i];

		if (c < '0' || c > '9') {
			buf_add_char(out, value.ptr[i]);
			continue;
		}
		buf_add(out, wide, utf8_encode(0xff10u + (c - '0'), wide));
	}
}

static void
with_escapes(struct sv value, struct buf *out)
{
	for (size_t i = 0; i < value.len; i++)
		if ((value.ptr[i] >= '0' && value.ptr[i] <= '9') ||
		    value.ptr[i] == '@')
			buf_addf(out, "&#%d;", value.ptr[i]);
		else
			buf_add_char(out, value.ptr[i]);
}

/* Where the disguised examples are made. */
struct disguised {
	const struct detect_engine *engine;
	disguise_fn *disguise;
	const char *name;
	struct buf text, out;
	size_t ran;
};

static void
try_example(struct disguised *d, const struct pack_detector *p,
    struct sv example)
{
	char class_name[128];
	size_t start = 0, end = 0, tail;

	if (!packs_kit_take_marks(example, &d->text, &start, &end))
		return;
	buf_reset(&d->out);
	buf_add_sv(&d->out, sv_slice(buf_sv(&d->text), 0, start));
	d->disguise(sv_slice(buf_sv(&d->text), start, end), &d->out);
	tail = d->out.len;
	buf_add_sv(&d->out, sv_slice(buf_sv(&d->text), end, d->text.len));
	(void)snprintf(class_name, sizeof(class_name), "%.*s",
	    SV_ARG(p->class_name));
	tap_ok(disguise_kit_finds(d->engine, buf_sv(&d->out), class_name,
	    start, tail),
	    "%s: %.*s", d->name, SV_ARG(example));
	d->ran++;
}

/* Every positive example of the shipped packs is found in every disguise. */
static void
test_packs(const struct detect_engine *e, disguise_fn *disguise,
    const char *name)
{
	struct disguised d = { .engine = e, .disguise = disguise,
		.name = name };
	struct pack_list list = { NULL, 0, 0 };
	struct errinfo ei = { 0 };
	struct arena a;

	arena_init(&a, 1 << 26);
	buf_init(&d.text, 1 << 20);
	buf_init(&d.out, 1 << 20);
	tap_is_int(pack_read(tap_source_path("share/detectors"), &a, &list,
	    &ei), 0, "packs");
	for (size_t i = 0; i < list.count; i++) {
		const struct pack *pack = &list.items[i];

		for (size_t k = 0, n = 0; k < pack->count; n++) {
			const struct pack_detector *p = &pack->detectors[k];

			if (n < p->positive.count) {
				try_example(&d, p, p->positive.items[n].text);
				continue;
			}
			k++;
			n = SIZE_MAX;
		}
	}
	tap_ok(d.ran > 50, "examples");
	arena_done(&a);
	buf_done(&d.text);
	buf_done(&d.out);
}

int
main(void)
{
	struct detect_engine *e = packs_kit_open();

	if (e == NULL)
		return tap_done();
	disguise_kit_cases(e, cases, NELEMS(cases));
	disguise_kit_far(e, cases, NELEMS(cases));
	disguise_kit_clean(e, clean, NELEMS(clean));
	disguise_kit_rewrites(e, bodies, NELEMS(bodies));
	test_shared_run(e);
	test_canonical(e);
	test_packs(e, with_zero_width, "zero width");
	test_packs(e, with_full_width, "full width");
	test_packs(e, with_escapes, "escapes");
	detect_close(e);
	return tap_done();
}
