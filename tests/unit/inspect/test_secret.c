/*
 * Secrets: checksums of the formats that have one, words told from random
 * strings, placeholders, and values that only their key gives away. Prefixes
 * are cut in two, so that nobody takes the examples for real.
 */
#include <string.h>

#include "base/buf.h"
#include "inspect/detect.h"
#include "inspect/validate/placeholder.h"
#include "inspect/validate/validate.h"
#include "inspect/validate/wordlike.h"
#include "tests/tap/tap.h"
#include "tests/unit/inspect/packs_kit.h"

static const struct {
	const char *name, *value;
	enum validate_grade grade;
} checks[] = {
	{ "github", "gh" "p_Fake7Zq0fakE3Xw9rT5mB2vP8nK4hJ04HbZ2", GRADE_STRONG },
	{ "github", "gh" "p_Fake7Zq0fakE3Xw9rT5mB2vP8nK4hJ04HbZa", GRADE_FAIR },
	{ "github", "gh" "p_PersonalAccessTokenPersonalAccessToke",
	    GRADE_NONE },
	{ "github", "npm" "_Fake7Zq0fakE3Xw9rT5mB2vP8nK4hJ04HbZ2", GRADE_STRONG },
	{ "cloudflare", "c" "fat_Fake7Zq0fakE3Xw9rT5mB2vP8nK4hJ6dFake7Zq04bfa37a1", GRADE_STRONG },
	{ "cloudflare", "c" "fat_Fake7Zq0fakE3Xw9rT5mB2vP8nK4hJ6dFake7Zq04bfa37a0", GRADE_FAIR },
	{ "gitlab", "g" "lpat-Fake7Zq0fakE3Xw9rT5mB2vP8nK4.0x07jjgsk", GRADE_STRONG },
	{ "gitlab", "g" "lpat-Fake7Zq0fakE3Xw9rT5mB2vP8nK4.0x07jjgs0", GRADE_FAIR },
	{ "gitlab", "g" "lpat-FakeFAKE0123fakeFAKE", GRADE_STRONG },
	{ "gitlab", "g" "lpat-xxxxxxxxxxxxxxxxxxxx", GRADE_NONE },
	/* BIP 173, valid and invalid strings */
	{ "bech32", "A12UEL5L", GRADE_STRONG },
	{ "bech32", "split1checkupstagehandshakeupstreamerranterredcaperred"
	    "2y9e3w", GRADE_STRONG },
	{ "bech32", "A12UEL5M", GRADE_NONE },
	{ "bech32", "x1b4n0q5v", GRADE_NONE },
	{ "bech32", "li1dgmt3", GRADE_NONE },
	{ "bech32", "pzry9x0s0muk", GRADE_NONE },
	{ "bech32", "AGE-SECRET-" "KEY-1R23CLXD5MZFSH79VN6PG0KAYTJEQ8"
	    "W4UR23CLXD5MZFSH79VN6PGP5X68K", GRADE_STRONG },
	{ "varied", "sk-abcdefghijklmnopqrstuvwxyz0123456789", GRADE_NONE },
	{ "varied", "api-00000000-0000-0000-0000-000000000000", GRADE_NONE },
	{ "aws_key", "AKIAIOSFODNN7EXAMPLE", GRADE_NONE },
	{ "secret", "Fake7Zq0fakE3Xw9rT5mB2vP", GRADE_STRONG },
	{ "secret", "fa4e7c0d5b9238e1fa4e7c0d5b9238e1", GRADE_STRONG },
	{ "secret", "Fake7Zq0fakE", GRADE_FAIR },
	{ "secret", "qzjxwvkqfbzj", GRADE_NONE },
	{ "secret", "AuthenticationTokenFilter", GRADE_NONE },
	{ "secret", "com.example.security.TokenFilter2", GRADE_NONE },
	{ "secret", "user-service-token-v2-production", GRADE_NONE },
	{ "secret", "123e4567-e89b-12d3-a456-426614174000", GRADE_NONE },
	{ "secret", "/etc/ssl/private/server-2024.pem", GRADE_NONE },
	{ "secret", "https://example.com/a8Fk29sLq0a8Fk29sLq0", GRADE_NONE },
	{ "secret", "${SECRET_a8Fk29sLq0}", GRADE_NONE },
	{ "secret", "<your-a8Fk29sLq0-token>", GRADE_NONE },
	{ "secret", "20240131123456789012", GRADE_NONE },
	{ "secret", "Donaudampfschifffahrtsgesellschaft", GRADE_NONE },
	{ "app_password", "qzfk xwrt mbvp nkhj", GRADE_STRONG },
	{ "app_password", "Fak3 Zq0f akE3 Xw9r T5mB 2vP8", GRADE_STRONG },
	{ "app_password", "this will help them", GRADE_NONE },
	{ "app_password", "xxxx xxxx xxxx xxxx", GRADE_NONE },
	{ "app_password", "your code here when", GRADE_NONE },
	{ "password", "hunter2secret", GRADE_STRONG },
	{ "password", "Sommer2024!", GRADE_STRONG },
	{ "password", "h0pk1ns~21s", GRADE_STRONG },
	{ "password", "qzFake7Zq0", GRADE_STRONG },
	{ "password", "Winter99", GRADE_STRONG },
	{ "password", "winter99", GRADE_FAIR },
	{ "password", "changeme", GRADE_NONE },
	{ "password", "password123", GRADE_NONE },
	{ "password", "correcthorse", GRADE_NONE },
	{ "password", "my-database-secret", GRADE_NONE },
	{ "password", "getPassword", GRADE_NONE },
	{ "password", "********", GRADE_NONE },
	{ "password", "{{db_pass1}}", GRADE_NONE },
	{ "password", "19991231", GRADE_NONE },
	{ "user_password", "elastic:P@ssw0rd$1x", GRADE_STRONG },
	{ "user_password", ":d2LkV78zLx!t", GRADE_STRONG },
	{ "user_password", "d2LkV78zLx!t:", GRADE_STRONG },
	{ "user_password", "user:pass", GRADE_NONE },
	{ "user_password", "$USER:$PASSWORD", GRADE_NONE },
	{ "user_password", "nothing", GRADE_NONE },
	{ "basic_auth", "RmFrZTpGYWtlN1pxMA==", GRADE_STRONG },
	{ "basic_auth", "dXNlcjpwYXNzd29yZA==", GRADE_NONE },
	{ "basic_auth", "ZmFrZWZha2U=", GRADE_NONE },
	{ "basic_auth", "%%%", GRADE_NONE },
};

static void
test_checks(void)
{
	for (size_t i = 0; i < NELEMS(checks); i++) {
		struct sv value = sv_cstr(checks[i].value);
		struct validate_input in = { value, value };
		validate_fn *check = validate_find(sv_cstr(checks[i].name));

		tap_is_int((int)check(&in), (int)checks[i].grade, "%s of %s",
		    checks[i].name, checks[i].value);
	}
}

/* In order: each costs less a byte than the next. */
static const char *const likeness[] = { "authenticationProvider",
	"getElementById", "h0pk1ns~21s", "xQzvKjWqZxVbQpJk" };

static void
test_wordlike(void)
{
	for (size_t i = 1; i < NELEMS(likeness); i++) {
		struct sv a = sv_cstr(likeness[i - 1]);
		struct sv b = sv_cstr(likeness[i]);

		tap_ok(wordlike_cost(a) * b.len < wordlike_cost(b) * a.len,
		    "%s is more like words than %s", a.ptr, b.ptr);
	}
	tap_is_int((int)wordlike_cost(SV("")), 0, "nothing costs nothing");
}

static void
test_placeholders(void)
{
	static const char *const yes[] = { "", "${X}", "<token>", "xxxxxxxx",
		"$(cat key)", "YOUR_API_KEY", "abc...", "%PASSWORD%",
		"__TOKEN__", "{{ .Values.key }}", "op://vault/item" };
	static const char *const no[] = { "Fake7Zq0fakE", "p4ss", "a$b$c1d2" };

	for (size_t i = 0; i < NELEMS(yes); i++)
		tap_ok(placeholder_is(sv_cstr(yes[i])), "'%s' is none",
		    yes[i]);
	for (size_t i = 0; i < NELEMS(no); i++)
		tap_ok(!placeholder_is(sv_cstr(no[i])), "'%s' may be one",
		    no[i]);
	tap_ok(placeholder_is_word(SV("P@ssw0rd123!")), "a password's word");
	tap_ok(!placeholder_is_word(SV("horse2battery")), "no such word");
	tap_is_int((int)placeholder_steps(SV("abcd-1234")), 6, "steps");
}

/* Label, text, and the value found in it; NULL: nothing. */
static const struct {
	const char *label, *text, *value;
} keys[] = {
	{ "password", "hunter2secret", "hunter2secret" },
	{ "dbPassword", " hunter2secret\n", "hunter2secret" },
	{ "Kennwort", "hunter2secret", "hunter2secret" },
	{ "mot de passe", "hunter2secret", "hunter2secret" },
	{ "heslo", "hunter2secret", "hunter2secret" },
	{ "passwordHint", "hunter2secret", NULL },
	{ "password", "it is hunter2secret", NULL },
	{ "title", "hunter2secret", NULL },
	{ "api_key", "fa4e7c0d5b9238e1fa4e7c0d5b9238e1",
	    "fa4e7c0d5b9238e1fa4e7c0d5b9238e1" },
	{ "nextToken", "fa4e7c0d5b9238e1fa4e7c0d5b9238e1", NULL },
	{ "next_token", "fa4e7c0d5b9238e1fa4e7c0d5b9238e1", NULL },
	{ "token_id", "fa4e7c0d5b9238e1fa4e7c0d5b9238e1", NULL },
	{ "commit", "fa4e7c0d5b9238e1fa4e7c0d5b9238e1", NULL },
	{ "Authorization", "Basic RmFrZTpGYWtlN1pxMA==",
	    "RmFrZTpGYWtlN1pxMA==" },
	{ "Authorization", "Bearer Fake7Zq0fakE3Xw9rT5mB2vP",
	    "Fake7Zq0fakE3Xw9rT5mB2vP" },
	/* A literal in quotes is all of a key, and of a label. */
	{ "auth", "RmFrZTpGYWtlN1pxMA==", "RmFrZTpGYWtlN1pxMA==" },
	{ "", "{\"auth\": \"RmFrZTpGYWtlN1pxMA==\"}", "RmFrZTpGYWtlN1pxMA==" },
	{ "Auth", "RmFrZTpGYWtlN1pxMA==", NULL },
	{ "auth", "fake:Fake7Zq0", "fake:Fake7Zq0" },
	{ "auth_data", "RmFrZTpGYWtlN1pxMA==", NULL },
	{ "oauth", "RmFrZTpGYWtlN1pxMA==", NULL },
	{ "auth", "dXNlcjpwYXNzd29yZA==", NULL },
	{ "DD_" "API_KEY", "fa4e7c0d5b9238e1fa4e7c0d5b9238e1",
	    "fa4e7c0d5b9238e1fa4e7c0d5b9238e1" },
	{ "", "password = 'hunter2secret'", "hunter2secret" },
	{ "", "PASSWORD='''hunter2secret'''", "hunter2secret" },
	{ "", "{\\\"password\\\":\\\"hunter2secret\\\"}", "hunter2secret" },
	{ "", "conf[\"password\"] = \"hunter2secret\"", "hunter2secret" },
	{ "", "setPassword(\"hunter2secret\")", "hunter2secret" },
	{ "", "put(\"password\", \"hunter2secret\")", "hunter2secret" },
	{ "", "<password>hunter2secret</password>", "hunter2secret" },
	{ "", "name: DB_PASSWORD\n  value: hunter2secret", "hunter2secret" },
	{ "", "password: string = 'hunter2secret'", "hunter2secret" },
	{ "", "mein Passwort lautet hunter2secret, gut", "hunter2secret" },
	{ "", "the new password - hunTer2!secret9, bye", "hunTer2!secret9" },
	{ "", "the new password \xe2\x80\x93 hunTer2!secret9",
	    "hunTer2!secret9" },
	{ "", "the password - a secret2 - is lost", NULL },
	{ "", "var password = @\"hunter2secret\";", "hunter2secret" },
	{ "", "password = b'hunter2secret'", "hunter2secret" },
	{ "", "the password is wrong, try again2", NULL },
	{ "", "password\n\nhunter2secret", NULL },
	{ "", "password = hunter2secret(x)", NULL },
	{ "", "password = \"hunter2secret", NULL },
	{ "", "Server=x;Uid=y;Pwd=hunter2secret;", "hunter2secret" },
	{ "", "?api_key=fa4e7c0d5b9238e1fa4e7c0d5b9238e1&x=1",
	    "fa4e7c0d5b9238e1fa4e7c0d5b9238e1" },
	{ "", "setNpmTokenInNpmrc = readNpmTokenFromNpmrc", NULL },
	{ "", "type_token(\"aws:ec2/vpcIpamPoolCidr:VpcIpamPoolCidr\")", NULL },
	{ "", "hashed_token: fa4e7c0d5b9238e1fa4e7c0d5b9238e1", NULL },
	{ "", "passwd\t1:4.13+dfsg1-1+deb12u1", NULL },
	{ "", "arn:aws:x:1:secret:Fake7Zq0fakE3Xw9rT5mB2vP", NULL },
	{ "", "rookTable = 002345LlZk2KqjLBvaxANWEgTd7bqjsxjo8aZj0wd", NULL },
};

/* The first secret found in a field, or .ptr NULL. */
static struct sv
find(const struct detect_engine *e, struct arena *a, const char *label,
    struct sv text)
{
	struct field field = { .text = text, .label = sv_cstr(label) };
	struct findings f = { NULL, 0 };

	if (detect_scan(e, a, &field, 1, &f) != 0)
		return SV("(failed)");
	for (size_t i = 0; i < f.count; i++)
		if (sv_has_dotted_prefix(detect_class_name(e,
		    f.items[i].class_id), SV("secret")))
			return sv_slice(text, f.items[i].start,
			    f.items[i].end);
	return (struct sv){ NULL, 0 };
}

static void
test_keys(const struct detect_engine *e, struct arena *a)
{
	for (size_t i = 0; i < NELEMS(keys); i++) {
		struct sv found = find(e, a, keys[i].label,
		    sv_cstr(keys[i].text));

		tap_ok(keys[i].value == NULL ? found.ptr == NULL :
		    found.ptr != NULL && sv_eq(found, sv_cstr(keys[i].value)),
		    "[%s] %s", keys[i].label, keys[i].text);
	}
}

/* Wherever a key or a token stands, it is near its mark. */
static void
test_positions(const struct detect_engine *e, struct arena *a)
{
	static const char *const texts[] = {
		"the api" "_key = fa4e7c0d5b9238e1fa4e7c0d5b9238e1 ",
		"a token d" "op_v1_fa4e7c0d5b9238e1fa4e7c0d5b9238e1"
		    "fa4e7c0d5b9238e1fa4e7c0d5b9238e1 ",
		"4718025936:" "AAFake7Zq0fakE3Xw9rT5mB2vP8nK4hJ6dF ",
	};
	struct buf b;

	buf_init(&b, 1 << 16);
	for (size_t i = 0; i < NELEMS(texts); i++) {
		bool all = true;

		for (size_t at = 3900; at < 4200; at++) {
			buf_reset(&b);
			for (size_t k = 0; k < at; k++)
				buf_add_char(&b, k % 7 == 6 ? ' ' : 'e');
			buf_add_char(&b, ' ');
			buf_add_sv(&b, sv_cstr(texts[i]));
			all = all && find(e, a, "", buf_sv(&b)).len > 20;
			arena_done(a);
		}
		tap_ok(all, "found at every place: %s", texts[i]);
	}
	buf_done(&b);
}

/* Nothing but keys, or nothing but prefixes: read on, and find nothing. */
static void
test_hostile(const struct detect_engine *e, struct arena *a)
{
	struct buf b;

	buf_init(&b, 1 << 21);
	for (int i = 0; i < 40000; i++)
		buf_add_sv(&b, SV("password=token:"));
	tap_ok(find(e, a, "", buf_sv(&b)).ptr == NULL, "keys of keys");
	buf_reset(&b);
	for (int i = 0; i < 200000; i++)
		buf_add_sv(&b, SV("LTAIa1:"));
	tap_ok(find(e, a, "", buf_sv(&b)).ptr == NULL, "prefixes alone");
	buf_reset(&b);
	for (int i = 0; i < 1000000; i++)
		buf_add_char(&b, i % 64 == 63 ? ' ' : '=');
	tap_ok(find(e, a, "", buf_sv(&b)).ptr == NULL, "signs alone");
	buf_done(&b);
}

/* {"key": NAME, "value": VALUE} in any order: what the name says counts. */
static void
test_pairs(const struct detect_engine *e, struct arena *a)
{
	static const struct {
		const char *labels[2], *texts[2];
		int finding;	/* number of the field, or -1 */
	} pairs[] = {
		{ { "key", "value" }, { "password", "hunter2secret" }, 1 },
		{ { "name", "Value" }, { "DB_PASSWORD", "hunter2secret" }, 1 },
		{ { "value", "name" }, { "hunter2secret", "password" }, 0 },
		{ { "key", "value" }, { "colour", "hunter2secret" }, -1 },
		{ { "key", "weight" }, { "password", "hunter2secret" }, -1 },
		{ { "type", "value" }, { "password", "hunter2secret" }, -1 },
	};

	for (size_t i = 0; i < NELEMS(pairs); i++) {
		struct field fields[3] = { { .role = FIELD_CONTENT } };
		struct findings f;
		int found = -1;

		for (int k = 0; k < 2; k++) {
			fields[k].role = FIELD_CONTENT;
			fields[k].index = FIELD_MEMBER;
			fields[k].label = sv_cstr(pairs[i].labels[k]);
			fields[k].text = sv_cstr(pairs[i].texts[k]);
		}
		/* Another object's name is none of this one. */
		fields[2] = fields[0];
		fields[2].step = 1;
		fields[2].text = SV("password");
		tap_is_int(detect_scan(e, a, fields, 3, &f), 0, "scanned");
		if (f.count == 1)
			found = (int)f.items[0].field;
		tap_is_int(found, pairs[i].finding, "%s and %s",
		    pairs[i].labels[0], pairs[i].labels[1]);
	}
}

int
main(void)
{
	struct detect_engine *e = packs_kit_open();
	struct arena a;

	arena_init(&a, 1 << 28);
	test_checks();
	test_wordlike();
	test_placeholders();
	if (e != NULL) {
		test_keys(e, &a);
		test_pairs(e, &a);
		test_positions(e, &a);
		test_hostile(e, &a);
	}
	arena_done(&a);
	detect_close(e);
	return tap_done();
}
