/* Placeholder until the room has its first module. */
typedef int lineage_room;
