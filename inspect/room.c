/* Placeholder until the room has its first module. */
typedef int inspect_room;
