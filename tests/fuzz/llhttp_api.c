/* What belongs to it; a file of its own, since its prototypes differ. */
#include <api.c>
#include <http.c>
