/* Placeholder until the room has its first module. */
typedef int vault_room;
