/*
 * Tells the service manager how the daemon is, by the protocol of
 * sd_notify(3): a datagram to the socket that NOTIFY_SOCKET names.
 */
#ifndef PROXY_NOTIFY_H
#define PROXY_NOTIFY_H

#include "base/sv.h"

/* Send `state`, for instance "READY=1"; nobody listening is fine. */
void notify_send(struct sv state);

#endif
