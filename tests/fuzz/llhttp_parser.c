/* The installed parser of llhttp, compiled in its strict mode. */
#include <llhttp.c>
