#include "audit/checkpoint.h"

#include <string.h>

#include "base/encode.h"
#include "base/err.h"
#include "base/num.h"

void
checkpoint_write(const struct checkpoint *c, struct buf *b)
{
	buf_add_sv(b, c->origin);
	buf_add_char(b, '\n');
	buf_add_u64(b, c->size);
	buf_add_char(b, '\n');
	encode_base64(b, BASE64_STD, c->root.bytes, TREE_HASH_BYTES);
	buf_add_char(b, '\n');
}

static int
parse_root(struct sv line, struct tree_hash *ret_root)
{
	struct buf b;
	int rc;

	buf_init(&b, 2 * TREE_HASH_BYTES);
	rc = encode_unbase64(&b, BASE64_STD, line);
	if (rc == 0 && b.len == TREE_HASH_BYTES)
		memcpy(ret_root->bytes, b.ptr, TREE_HASH_BYTES);
	else
		rc = ERR_SYNTAX;
	buf_done(&b);
	return rc;
}

int
checkpoint_parse(struct sv text, struct checkpoint *ret_checkpoint)
{
	struct sv origin = sv_cut(&text, '\n');
	struct sv size = sv_cut(&text, '\n');
	struct sv root = sv_cut(&text, '\n');
	struct checkpoint c = { .origin = origin };

	/* The third newline must be there: only then is `text` not NULL. */
	if (origin.len == 0 || text.ptr == NULL)
		return ERR_SYNTAX;
	if (size.len > 1 && size.ptr[0] == '0')
		return ERR_SYNTAX;
	if (num_u64(size, &c.size) != 0 || parse_root(root, &c.root) != 0)
		return ERR_SYNTAX;
	*ret_checkpoint = c;
	return 0;
}

int
checkpoint_open(struct sv note, const struct note_key *key,
    struct checkpoint *ret_checkpoint)
{
	struct checkpoint c;
	struct note n;
	int rc;

	rc = note_parse(note, &n);
	if (rc == 0)
		rc = note_verify(&n, key);
	if (rc == 0)
		rc = checkpoint_parse(n.text, &c);
	if (rc != 0)
		return rc;
	if (!sv_eq(c.origin, key->name))
		return ERR_AUTH;
	*ret_checkpoint = c;
	return 0;
}
