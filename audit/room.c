/* Placeholder until the room has its first module. */
typedef int audit_room;
