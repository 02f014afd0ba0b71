/*
 * Validators of national identifiers: values that authorities and published
 * descriptions give as examples, and mistakes in them.
 */
#include <stdio.h>

#include "inspect/validate/validate.h"
#include "tests/tap/tap.h"

static const struct {
	const char *name, *value;
	enum validate_grade grade;
} cases[] = {
	{ "at_tin", "59-119/9013", GRADE_STRONG },
	{ "at_tin", "62-119/9017", GRADE_NONE },
	{ "at_uid", "U13585627", GRADE_FAIR },
	{ "at_uid", "ATU13585627", GRADE_STRONG },
	{ "at_vnr", "1237 010180", GRADE_STRONG },
	{ "at_vnr", "2237 010180", GRADE_NONE },
	{ "be_account", "539-0075470-34", GRADE_STRONG },
	{ "be_account", "539-0075470-35", GRADE_NONE },
	{ "be_account", "000-0000000-00", GRADE_NONE },
	{ "be_bis", "98.47.28-997.65", GRADE_STRONG },
	{ "be_eid", "591-2010999-97", GRADE_STRONG },
	{ "be_nn", "17.07.30-033.84", GRADE_STRONG },
	{ "be_nn", "98.47.28-997.65", GRADE_NONE },
	{ "be_vat", "BE0428759497", GRADE_STRONG },
	{ "bg_egn", "7523169263", GRADE_STRONG },
	{ "bg_egn", "8019010008", GRADE_NONE },
	{ "bg_lnch", "7111042925", GRADE_STRONG },
	{ "bic", "DEUTDEFF", GRADE_WEAK },
	{ "bic", "DEUTDEFF500", GRADE_WEAK },
	{ "bic", "DEUTZZFF", GRADE_NONE },
	{ "bic", "deutdeff", GRADE_NONE },
	{ "ch_ahv", "756.9217.0769.85", GRADE_STRONG },
	{ "ch_ahv", "755.9217.0769.85", GRADE_NONE },
	{ "ch_esr", "21 00000 00003 13947 14300 09017", GRADE_STRONG },
	{ "ch_post", "30-38151-2", GRADE_STRONG },
	{ "ch_post", "12-100-2", GRADE_STRONG },
	{ "ch_post", "10-15000-6", GRADE_STRONG },
	{ "ch_post", "30-38151-3", GRADE_NONE },
	{ "ch_post", "30-0-0", GRADE_NONE },
	{ "ch_uid", "CHE-100.155.212", GRADE_STRONG },
	{ "ch_uid", "CHE-100.155.213", GRADE_NONE },
	{ "ch_vat", "CHE-107.787.577 IVA", GRADE_STRONG },
	{ "ch_vat", "CHE-107.787.577 ZZZ", GRADE_NONE },
	{ "cy_he", "HE 123456", GRADE_STRONG },
	{ "cy_he", "HE 012345", GRADE_NONE },
	{ "cy_he", "HX 123456", GRADE_NONE },
	{ "cy_vat", "CY-10259033P", GRADE_STRONG },
	{ "cz_account", "19-2000145399/0800", GRADE_STRONG },
	{ "cz_account", "19-2000145398/0800", GRADE_NONE },
	{ "cz_dic", "CZ25123891", GRADE_FAIR },
	{ "cz_ico", "25063677", GRADE_STRONG },
	{ "cz_rc", "710319/2745", GRADE_STRONG },
	{ "cz_rc", "710319/2746", GRADE_NONE },
	{ "cz_rc", "991231123", GRADE_WEAK },
	{ "cz_rc", "541231123", GRADE_NONE },
	{ "cz_rc", "401231123", GRADE_WEAK },
	{ "de_ausweis", "T220001293", GRADE_STRONG },
	{ "de_ausweis", "L01X00T471", GRADE_STRONG },
	{ "de_ausweis", "T220001294", GRADE_NONE },
	{ "de_kvnr", "A123456780", GRADE_STRONG },
	{ "de_kvnr", "A123456781", GRADE_NONE },
	{ "de_leitweg", "09274154-NFH-05", GRADE_STRONG },
	{ "de_pass", "C01X00T478", GRADE_STRONG },
	{ "de_register", "HRB 12345", GRADE_STRONG },
	{ "de_register", "HRC 12345", GRADE_NONE },
	{ "de_rvnr", "15 070649 C 103", GRADE_STRONG },
	{ "de_rvnr", "65 170839 J 003", GRADE_STRONG },
	{ "de_rvnr", "15 070649 C 104", GRADE_NONE },
	{ "de_vat", "DE136695976", GRADE_FAIR },
	{ "de_widnr", "DE136695976-00001", GRADE_STRONG },
	{ "de_widnr", "DE136695976", GRADE_WEAK },
	{ "de_widnr", "DE136695976-00000", GRADE_NONE },
	{ "de_widnr", "DE136695976-0001", GRADE_NONE },
	{ "de_widnr", "DE136695975-00001", GRADE_NONE },
	{ "de_widnr", "136695976-00001", GRADE_NONE },
	{ "dk_cpr", "211062-5629", GRADE_STRONG },
	{ "dk_cpr", "211062-5628", GRADE_WEAK },
	{ "dk_cpr", "511062-5629", GRADE_NONE },
	{ "dk_cvr", "13585628", GRADE_FAIR },
	{ "ee_ik", "36805280109", GRADE_STRONG },
	{ "ee_ik", "36805280108", GRADE_NONE },
	{ "ee_kmkr", "100931558", GRADE_FAIR },
	{ "ee_registrikood", "10000024", GRADE_STRONG },
	{ "ehic", "80276000000000000000", GRADE_WEAK },
	{ "ehic", "80999000000000000000", GRADE_NONE },
	{ "es_catastral", "7837301-VG8173B-0001 TT", GRADE_STRONG },
	{ "es_catastral", "9872023 ÑH5797S 0001 WP", GRADE_STRONG },
	{ "es_ccc", "1234-1234-16 1234567890", GRADE_STRONG },
	{ "es_cif", "J99216582", GRADE_STRONG },
	{ "es_cif", "A58818501", GRADE_STRONG },
	{ "es_cif", "A58818502", GRADE_NONE },
	{ "es_klm", "M-1234567-L", GRADE_STRONG },
	{ "es_nss", "281234567840", GRADE_STRONG },
	{ "es_nss", "281234567841", GRADE_NONE },
	{ "es_vat", "ESB58378431", GRADE_STRONG },
	{ "eu_vat", "EL094259216", GRADE_FAIR },
	{ "eu_vat", "XI432525179", GRADE_STRONG },
	{ "eu_vat", "ZZ432525179", GRADE_NONE },
	{ "fi_hetu", "131052-308T", GRADE_STRONG },
	{ "fi_hetu", "131052+308T", GRADE_STRONG },
	{ "fi_hetu", "131052X308T", GRADE_STRONG },
	{ "fi_hetu", "131052-308U", GRADE_NONE },
	{ "fi_hetu", "131052-9993", GRADE_NONE },
	{ "fi_hetu", "131052/308T", GRADE_NONE },
	{ "fi_ytunnus", "2077474-0", GRADE_FAIR },
	{ "fr_nif", "30 23 217 600 053", GRADE_STRONG },
	{ "fr_rcs", "B 323 159 715", GRADE_STRONG },
	{ "fr_siren", "552 008 443", GRADE_STRONG },
	{ "fr_siret", "73282932000074", GRADE_STRONG },
	{ "fr_siret", "35600000009075", GRADE_STRONG },
	{ "fr_siret", "35600000049838", GRADE_NONE },
	{ "fr_tva", "FR 40 303 265 045", GRADE_STRONG },
	{ "fr_tva", "K7399859412", GRADE_FAIR },
	{ "fr_tva", "4Z123456782", GRADE_FAIR },
	{ "gb_chi", "0101340420", GRADE_NONE },
	{ "gb_driver", "MORGA657054SM9IJ", GRADE_STRONG },
	{ "gb_driver", "MORGA667054SM9IJ", GRADE_NONE },
	{ "gb_nhs", "943-476-5870", GRADE_STRONG },
	{ "gb_nhs", "943-476-5871", GRADE_NONE },
	{ "gb_nino", "AB 12 34 56 C", GRADE_STRONG },
	{ "gb_nino", "GB 12 34 56 C", GRADE_NONE },
	{ "gb_sedol", "B15KXQ8", GRADE_STRONG },
	{ "gb_upn", "B801200005001", GRADE_STRONG },
	{ "gb_utr", "1955839661", GRADE_STRONG },
	{ "gb_vat", "GB 980 7806 84", GRADE_STRONG },
	{ "gb_vat", "802311781", GRADE_NONE },
	{ "gr_afm", "EL 094259216", GRADE_FAIR },
	{ "gr_amka", "01013099997", GRADE_STRONG },
	{ "hr_oib", "33392005961", GRADE_FAIR },
	{ "hu_adojel", "8071592153", GRADE_STRONG },
	{ "hu_anum", "HU-12892312", GRADE_FAIR },
	{ "hr_account", "1001005-1863000160", GRADE_STRONG },
	{ "hr_account", "1001005-1700036001", GRADE_STRONG },
	{ "hr_account", "1001005-1863000161", GRADE_NONE },
	{ "hr_account", "1001006-1863000160", GRADE_NONE },
	{ "hu_ceg", "01-09-454292", GRADE_STRONG },
	{ "hu_ceg", "21-09-454292", GRADE_NONE },
	{ "hu_ceg", "01-00-454292", GRADE_NONE },
	{ "hu_ceg", "01-09-000000", GRADE_NONE },
	{ "hu_taj", "037687210", GRADE_STRONG },
	{ "ie_pps", "6433435F", GRADE_STRONG },
	{ "ie_pps", "6433435IH", GRADE_STRONG },
	{ "ie_pps", "6433435E", GRADE_NONE },
	{ "ie_vat", "8D79739I", GRADE_FAIR },
	{ "is_kennitala", "450401-3150", GRADE_STRONG },
	{ "is_kennitala", "320174-3399", GRADE_NONE },
	{ "it_aic", "000307052", GRADE_STRONG },
	{ "it_cf", "RSSMRA45C12F205C", GRADE_STRONG },
	{ "it_cf", "RSSMRA45C12F2L5N", GRADE_STRONG },
	{ "it_cf", "CNTCHR83T32D969H", GRADE_NONE },
	{ "it_iva", "IT00743110157", GRADE_STRONG },
	{ "lei", "529900T8BM49AURSDO55", GRADE_STRONG },
	{ "lei", "529900T8BM49AURSDO56", GRADE_NONE },
	{ "lt_asmens", "33309240064", GRADE_STRONG },
	{ "lt_pvm", "LT119511515", GRADE_FAIR },
	{ "it_bban", "X 05428 11101 000000123456", GRADE_STRONG },
	{ "it_bban", "X 03002 03280 400162854386", GRADE_STRONG },
	{ "it_bban", "Y 05428 11101 000000123456", GRADE_NONE },
	{ "it_bban", "X 05428 11101 000000123457", GRADE_NONE },
	{ "it_bban", "X05428 11101 00000012345", GRADE_NONE },
	{ "it_rea", "MI-2094550", GRADE_STRONG },
	{ "it_rea", "VV-1234", GRADE_STRONG },
	{ "it_rea", "XX-2094550", GRADE_NONE },
	{ "it_rea", "MI-0094550", GRADE_NONE },
	{ "it_rea", "MI-123", GRADE_NONE },
	{ "li_register", "FL-0002.649.940-7", GRADE_STRONG },
	{ "li_register", "FL-0002.550.214-3", GRADE_STRONG },
	{ "li_register", "FL-0002.550.214-4", GRADE_NONE },
	{ "li_register", "CH-0002.550.214-3", GRADE_NONE },
	{ "lu_rcs", "A 12345", GRADE_STRONG },
	{ "lu_rcs", "B123.456", GRADE_STRONG },
	{ "lu_rcs", "K12345", GRADE_NONE },
	{ "lu_rcs", "B012345", GRADE_NONE },
	{ "lu_matricule", "1893120105732", GRADE_STRONG },
	{ "lu_matricule", "1893120105733", GRADE_NONE },
	{ "lu_tva", "LU15027442", GRADE_STRONG },
	{ "lv_pk", "161175-19997", GRADE_STRONG },
	{ "lv_pk", "328673-00679", GRADE_FAIR },
	{ "lv_pvn", "40003521600", GRADE_WEAK },
	{ "mt_company", "C 12345", GRADE_STRONG },
	{ "mt_company", "P 12345", GRADE_NONE },
	{ "mt_company", "C 02345", GRADE_NONE },
	{ "mt_vat", "MT1167-9112", GRADE_FAIR },
	{ "nl_bsn", "1112.22.333", GRADE_STRONG },
	{ "nl_btw", "123456789B13", GRADE_FAIR },
	{ "nl_btw", "NL4495445B01", GRADE_STRONG },
	{ "nl_document", "XR1001R58", GRADE_WEAK },
	{ "nl_onderwijs", "101222331", GRADE_STRONG },
	{ "no_fh", "91647744880", GRADE_STRONG },
	{ "no_fh", "91647744881", GRADE_NONE },
	{ "no_fnr", "151086 95088", GRADE_STRONG },
	{ "no_fnr", "26111593817", GRADE_NONE },
	{ "no_konto", "8601 11 17947", GRADE_STRONG },
	{ "no_orgnr", "NO 995 525 828 MVA", GRADE_FAIR },
	{ "pl_dowod", "ABA300000", GRADE_STRONG },
	{ "pl_dowod", "ABA300001", GRADE_NONE },
	{ "pl_nip", "856-734-62-15", GRADE_FAIR },
	{ "pl_paszport", "ZS0000177", GRADE_STRONG },
	{ "pl_regon", "192598184", GRADE_STRONG },
	{ "pl_regon", "12345678512347", GRADE_STRONG },
	{ "pt_cc", "00000000 0 ZZ4", GRADE_STRONG },
	{ "pt_cc", "00000000 A ZZ4", GRADE_NONE },
	{ "pt_nif", "501 964 843", GRADE_FAIR },
	{ "pt_niss", "11234567892", GRADE_STRONG },
	{ "ro_cnp", "1630615123457", GRADE_STRONG },
	{ "ro_cnp", "1630615993454", GRADE_NONE },
	{ "ro_cui", "RO18547290", GRADE_FAIR },
	{ "ro_bban", "AAAA 1B31 0075 9384 0000", GRADE_WEAK },
	{ "ro_bban", "AAA11B31007593840000", GRADE_NONE },
	{ "ro_bban", "AAAA1B3100759384000", GRADE_NONE },
	{ "ro_onrc", "J52/750/2012", GRADE_STRONG },
	{ "ro_onrc", "J/52/750/2112", GRADE_NONE },
	{ "se_orgnr", "123456-7897", GRADE_STRONG },
	{ "se_pnr", "880320-0016", GRADE_STRONG },
	{ "se_pnr", "880320-0018", GRADE_NONE },
	{ "se_vat", "SE123456789701", GRADE_FAIR },
	{ "sepa_creditor", "DE98ZZZ09999999999", GRADE_STRONG },
	{ "sepa_creditor", "DE97ZZZ09999999999", GRADE_NONE },
	{ "si_davcna", "50223054", GRADE_FAIR },
	{ "si_emso", "0101006500006", GRADE_STRONG },
	{ "si_maticna", "9331310000", GRADE_STRONG },
	{ "sk_dph", "SK2022749619", GRADE_FAIR },
	{ "us_ssn", "536-22-8726", GRADE_STRONG },
	{ "us_ssn", "536228726", GRADE_WEAK },
	{ "us_ssn", "123-45-6789", GRADE_FAIR },
	{ "fr_rib", "30001 00794 12345678901 85", GRADE_STRONG },
	{ "fr_rib", "20041 01005 0500013M026 06", GRADE_STRONG },
	{ "fr_rib", "30001 00794 12345678901 84", GRADE_NONE },
	{ "fr_rib", "3000A 00794 12345678901 85", GRADE_NONE },
	{ "fr_rib", "00000 00000 00000000000 97", GRADE_NONE },
	{ "hu_account", "11773016-11111018", GRADE_STRONG },
	{ "hu_account", "11773016-11111018-00000000", GRADE_STRONG },
	{ "hu_account", "11773016-11111019-00000000", GRADE_NONE },
	{ "hu_account", "11773017-11111018-00000000", GRADE_NONE },
	{ "hu_account", "00000000-00000000", GRADE_NONE },
	{ "pl_nrb", "61 1090 1014 0000 0712 1981 2874", GRADE_STRONG },
	{ "pl_nrb", "61 1090 1014 0000 0712 1981 2875", GRADE_NONE },
	{ "plate", "WX 4471K", GRADE_STRONG },
	{ "plate", "1450 EUR", GRADE_NONE },
	{ "plate", "1450EURO", GRADE_STRONG },
	{ "plate", "B-MW 1234", GRADE_STRONG },
	{ "pt_nib", "0002 0123 12345678901 54", GRADE_STRONG },
	{ "pt_nib", "0002 0123 12345678901 53", GRADE_NONE },
	{ "si_account", "26330-0012039086", GRADE_STRONG },
	{ "si_account", "26330-0012039087", GRADE_NONE },
	{ "us_ssn", "666-22-8726", GRADE_NONE },
	{ "us_ssn", "900-22-8726", GRADE_NONE },
	{ "us_ssn", "536-22-0000", GRADE_NONE },
	{ "us_itin", "912-90-3456", GRADE_STRONG },
	{ "us_itin", "912-93-3456", GRADE_NONE },
	{ "us_aba", "111000025", GRADE_FAIR },
	{ "us_aba", "112000025", GRADE_NONE },
	{ "us_aba", "500000025", GRADE_NONE },
	{ "ca_sin", "130 692 544", GRADE_FAIR },
	{ "ca_sin", "130 692 545", GRADE_NONE },
	{ "ca_sin", "823 456 785", GRADE_NONE },
	{ "au_tfn", "876 543 210", GRADE_FAIR },
	{ "au_tfn", "876 543 211", GRADE_NONE },
	{ "au_medicare", "2123 45670 1", GRADE_FAIR },
	{ "au_medicare", "2123 45671 1", GRADE_NONE },
};

static enum validate_grade
check(const char *name, struct sv value)
{
	struct validate_input in = { value, { NULL, 0 } };
	char compact[64];
	size_t len = 0;

	for (size_t i = 0; i < value.len && len < sizeof(compact); i++) {
		char c = value.ptr[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))
			compact[len++] = c;
	}
	in.compact = sv_make(compact, len);
	return validate_find(sv_cstr(name))(&in);
}

/*
 * One wrong digit is seen at once where the check is modulo a prime, or by
 * Luhn, Verhoeff or Damm.
 */
static void
test_single_errors(void)
{
	static const char *const valid[][2] = { { "at_uid", "U13585627" },
		{ "be_nn", "17073003384" }, { "ch_ahv", "7569217076985" },
		{ "ee_registrikood", "10000024" }, { "fi_hetu", "131052-308T" },
		{ "fr_siren", "552008443" }, { "gb_nhs", "9434765870" },
		{ "gr_amka", "01013099997" }, { "hr_oib", "33392005961" },
		{ "lei", "529900T8BM49AURSDO55" },
		{ "lu_matricule", "1893120105732" },
		{ "be_account", "539007547034" },
		{ "fr_rib", "30001007941234567890185" },
		{ "nl_bsn", "111222333" }, { "no_fnr", "15108695088" },
		{ "pl_nip", "8567346215" },
		{ "pl_nrb", "61109010140000071219812874" },
		{ "pt_nib", "000201231234567890154" }, { "se_pnr", "8803200016" },
		{ "si_davcna", "50223054" } };

	for (size_t v = 0; v < NELEMS(valid); v++) {
		unsigned missed = 0;
		char value[32];

		(void)snprintf(value, sizeof(value), "%s", valid[v][1]);
		for (size_t i = 0; value[i] != '\0'; i++) {
			char right = value[i];

			for (char c = '0'; c <= '9' && right >= '0' &&
			    right <= '9'; c++) {
				value[i] = c;
				missed += c != right && check(valid[v][0],
				    sv_cstr(value)) != GRADE_NONE;
			}
			value[i] = right;
		}
		tap_is_int(missed, 0, "%s: every wrong digit is seen",
		    valid[v][0]);
	}
}

int
main(void)
{
	for (size_t i = 0; i < NELEMS(cases); i++)
		tap_is_int((int)check(cases[i].name, sv_cstr(cases[i].value)),
		    (int)cases[i].grade, "%s of %s", cases[i].name,
		    cases[i].value);
	test_single_errors();
	return tap_done();
}
