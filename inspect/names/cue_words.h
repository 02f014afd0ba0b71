/*
 * The words of inspect/names/cue_table.c, in the official languages of the
 * European Union: lists that end in NULL.
 */
#ifndef INSPECT_NAMES_CUE_WORDS_H
#define INSPECT_NAMES_CUE_WORDS_H

extern const char *const cue_words_titles[];
extern const char *const cue_words_introductions[];
/* Labels, their words written together, folded as inspect/words/word.h does. */
extern const char *const cue_words_person_labels[];
extern const char *const cue_words_name_labels[];
extern const char *const cue_words_whole_labels[];

#endif
