/*
 * The functions of the commands, for the table in cli/main.c. Each is in
 * cli/<command>.c and documented in exeat(1).
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

/* One line a command, in the order of the alphabet. */
int ca_run(int argc, char **argv);
int check_run(int argc, char **argv);
int detectors_run(int argc, char **argv);
int explain_run(int argc, char **argv);
int init_run(int argc, char **argv);
int ledger_run(int argc, char **argv);
int lineage_run(int argc, char **argv);
int status_run(int argc, char **argv);
int test_run(int argc, char **argv);
int token_run(int argc, char **argv);

#endif
