#pragma once

// OpenSSL's macros and variadic functions as plain functions, because Swift imports neither.

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>

/// A new P-256 key, or NULL.
EVP_PKEY *sahut_p256_key(void);

/// DTLS 1.2 at least; no renegotiation, no tickets, no session cache, no path MTU query; the other side must show a
/// certificate, and any certificate passes here: its fingerprint is compared afterwards. 1 for success.
int sahut_restrict_context(SSL_CTX *context);

/// The most bytes that one handshake record may fill, header included.
void sahut_set_mtu(SSL *session, long bytes);

/// Puts OpenSSL's own retransmission timer, which reads the wall clock, an hour away: flights are repeated by our clock.
void sahut_quiet_timer(SSL *session);

/// Forgets what a memory BIO holds.
void sahut_empty(BIO *memory);
