#!/usr/bin/env python3
"""Validators against an independent implementation, over random values.

    pip install python-stdnum
    make tests/verify/validate_lines
    tests/verify/ids_compare.py BUILD/tests/verify/validate_lines [COUNT]

A development tool, no part of the checks: packages that only compare are not
needed to build or to test. Prints for each validator how many values both
accept, and examples of those that one side alone accepts. What is left are
decisions: days of birth that lie ahead, days that no calendar has, leading
zeros, authorities that do not exist.
"""
import importlib
import random
import string
import subprocess
import sys

# Validator, module of python-stdnum, shapes: 9 a digit, A a letter.
PAIRS = [
    ("dk_cpr", "dk.cpr", "9999999999"),
    ("dk_cvr", "dk.cvr", "99999999"),
    ("fi_hetu", "fi.hetu", "999999A999A", "999999-999A"),
    ("fi_ytunnus", "fi.ytunnus", "99999999"),
    ("is_kennitala", "is_.kennitala", "9999999999"),
    ("no_fnr", "no.fodselsnummer", "99999999999"),
    ("no_konto", "no.kontonr", "99999999999"),
    ("no_orgnr", "no.orgnr", "999999999"),
    ("se_pnr", "se.personnummer", "999999-9999"),
    ("se_orgnr", "se.orgnr", "9999999999"),
    ("se_vat", "se.vat", "999999999901"),
    ("ee_ik", "ee.ik", "99999999999"),
    ("ee_registrikood", "ee.registrikood", "99999999"),
    ("ee_kmkr", "ee.kmkr", "999999999"),
    ("lt_asmens", "lt.asmens", "99999999999"),
    ("lt_pvm", "lt.pvm", "999999919", "999999999919", "9999999199"),
    ("lv_pk", "lv.pvn", "0999990-99999", "32999999999", "1999992-99999"),
    ("lv_pvn", "lv.pvn", "49999999999", "99999999999"),
    ("at_vnr", "at.vnr", "9999999999"),
    ("at_tin", "at.tin", "999999999"),
    ("at_uid", "at.uid", "U99999999"),
    ("de_idnr", "de.idnr", "99999999999"),
    ("de_vat", "de.vat", "999999999"),
    ("ch_ahv", "ch.ssn", "7569999999999"),
    ("ch_uid", "ch.uid", "CHE999999999"),
    ("ch_esr", "ch.esr", "999999999999999999999999999", "99999999"),
    ("be_nn", "be.nn", "99999999999", "99019999999"),
    ("be_bis", "be.bis", "99999999999", "99459999999"),
    ("be_eid", "be.eid", "999999999999"),
    ("be_vat", "be.vat", "0999999999", "999999999"),
    ("fr_nif", "fr.nif", "9999999999999"),
    ("fr_siren", "fr.siren", "999999999"),
    ("fr_siret", "fr.siret", "99999999999999", "35600000099999"),
    ("fr_tva", "fr.tva", "99999999999", "A9999999999", "9A999999999", "AA999999999"),
    ("fr_nir", "fr.nir", "199019999999999"),
    ("lu_tva", "lu.tva", "99999999"),
    ("nl_bsn", "nl.bsn", "999999999", "99999999"),
    ("nl_onderwijs", "nl.onderwijsnummer", "109999999"),
    ("nl_btw", "nl.btw", "999999999B99", "NL999999999B01"),
    ("ie_pps", "ie.pps", "9999999A", "9999999AA", "9999999AW"),
    ("ie_vat", "ie.vat", "9999999A", "9A99999A", "9999999AA"),
    ("gb_nhs", "gb.nhs", "9999999999"),
    ("gb_utr", "gb.utr", "9999999999"),
    ("gb_vat", "gb.vat", "999999999", "999999999999", "GD999", "HA999", "099999999"),
    ("gb_upn", "gb.upn", "A80199999999A"),
    ("gb_sedol", "gb.sedol", "9999999", "B999999", "BB99BB9", "A9A9999"),
    ("cy_vat", "cy.vat", "99999999A"),
    ("it_cf", "it.codicefiscale", "AAAAAA99A99A999A", "AAAAAA45C12A999A"),
    ("it_iva", "it.iva", "99999999999", "99999990999"),
    ("it_aic", "it.aic", "099999999", "0A9A9A", "999999"),
    ("mt_vat", "mt.vat", "99999999"),
    ("pt_nif", "pt.nif", "999999999"),
    ("pt_cc", "pt.cc", "999999999AA9", "999999999A99"),
    ("es_dni", "es.dni", "99999999A"),
    ("es_nie", "es.nie", "X9999999A", "Y9999999A"),
    ("es_cif", "es.cif", "A99999999", "A9999999A"),
    ("es_vat", "es.nif", "A99999999", "99999999A", "K9999999A", "X9999999A"),
    ("es_ccc", "es.ccc", "99999999999999999999"),
    ("es_cups", "es.cups", "ES9999999999999999AA"),
    ("es_catastral", "es.referenciacatastral", "9999999AA9999A9999AA"),
    ("es_cae", "es.cae", "ES00009AA999A", "ES00029A9999A"),
    ("bg_egn", "bg.egn", "9999999999"),
    ("bg_lnch", "bg.pnf", "9999999999"),
    ("bg_vat", "bg.vat", "999999999", "9999999999"),
    ("hr_oib", "hr.oib", "99999999999"),
    ("si_emso", "si.emso", "9999999999999", "0101999999999"),
    ("si_davcna", "si.ddv", "99999999"),
    ("si_maticna", "si.maticna", "9999999", "9999999999"),
    ("ro_cnp", "ro.cnp", "9999999999999", "1990101099999"),
    ("ro_cui", "ro.cui", "99999999", "99999", "999999999", "9999999999"),
    ("ro_onrc", "ro.onrc", "J2005999999999", "J99/999/2009"),
    ("gr_afm", "gr.vat", "999999999"),
    ("gr_amka", "gr.amka", "99999999999", "01019999999"),
    ("cz_rc", "cz.rc", "9999999999", "999999999"),
    ("cz_ico", "cz.ico", "99999999"),
    ("cz_dic", "cz.dic", "99999999", "9999999999", "699999999", "999999999"),
    ("cz_account", "cz.bankaccount", "999999-9999999999/0100", "9999999999/0800"),
    ("sk_dph", "sk.dph", "9999999999"),
    ("hu_anum", "hu.anum", "99999999"),
    ("pl_pesel", "pl.pesel", "99999999999"),
    ("pl_nip", "pl.nip", "9999999999"),
    ("pl_regon", "pl.regon", "999999999", "99999999999999"),
    ("lei", "lei", "999999AAAAAAAAAAAA99"),
    ("de_leitweg", "de.leitweg", "09999999-AAA-99"),
    ("sepa_creditor", "eu.at_02", "ES99ZZZ99999999A"),
    ("bic", "bic", "AAAADEAA", "AAAAFR99", "AAAAAAAAAAA"),
    ("nl_document", "nl.identiteitskaartnummer", "AA999A999", "AAAAAA999"),
    ("fr_accise", "fr.accise", "FR099999E9999", "FR099999A9999"),
]


def fill(shape):
    return "".join(random.choice(string.digits) if c == "9" else
                   random.choice(string.ascii_uppercase) if c == "A" else c
                   for c in shape)


def grades(program, name, values):
    lines = "".join("%s\t%s\n" % (name, v) for v in values)
    done = subprocess.run([program], input=lines, capture_output=True, text=True, check=True)
    return [int(grade) for grade in done.stdout.split()]


def compare(program, count, name, module, *shapes):
    try:
        other = importlib.import_module("stdnum." + module)
    except ImportError:
        print("%s: there is no stdnum.%s" % (name, module))
        return
    values = [fill(shape) for shape in shapes for _ in range(count)]
    ours = [grade > 0 for grade in grades(program, name, values)]
    theirs = [other.is_valid(v) for v in values]
    both = sum(a and b for a, b in zip(ours, theirs))
    only = [v for v, a, b in zip(values, ours, theirs) if a and not b]
    missed = [v for v, a, b in zip(values, ours, theirs) if b and not a]
    print("%-16s both %6d  only ours %5d %s  only stdnum %5d %s" % (
        name, both, len(only), only[:3], len(missed), missed[:3]))


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    random.seed(7)
    for pair in PAIRS:
        compare(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 12000, *pair)


main()
