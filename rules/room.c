/* Placeholder until the room has its first module. */
typedef int rules_room;
