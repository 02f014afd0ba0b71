/*
 * The words of inspect/names/thing.c, folded as pieces are: lists that end in
 * NULL.
 */
#ifndef INSPECT_NAMES_THING_WORDS_H
#define INSPECT_NAMES_THING_WORDS_H

/*
 * No part of a person's name: what programs, their windows and papers are made
 * of, months and days, makers and products.
 */
extern const char *const thing_words_never[];
/* No person by themselves, mostly, but names of some: Kafka, Page, Ford. */
extern const char *const thing_words_alone[];
/*
 * Months that people are called by too, and what stands before a month; of
 * languages that write months with a capital.
 */
extern const char *const thing_words_months[], *const thing_words_times[];
/* Last words of places: Dawson Creek, Jackson County. */
extern const char *const thing_words_places[];
/* Two words that look like a person's name and sell something. */
extern const char *const thing_words_brands[];
/* Two words that are a place: West Virginia, New York. */
extern const char *const thing_words_countries[];

#endif
