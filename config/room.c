/* Placeholder until the room has its first module. */
typedef int config_room;
