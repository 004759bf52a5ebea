#include "COpenSSLShims.h"

EVP_PKEY *sahut_p256_key(void) { return EVP_EC_gen("P-256"); }

static int accept_any(int preverified, X509_STORE_CTX *store) {
    (void)preverified;
    (void)store;
    return 1;
}

int sahut_restrict_context(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
    return SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION);
}

void sahut_set_mtu(SSL *session, long bytes) { SSL_set_mtu(session, bytes); }

static unsigned int an_hour(SSL *session, unsigned int microseconds) {
    (void)session;
    (void)microseconds;
    return 3600u * 1000000u;
}

void sahut_quiet_timer(SSL *session) { DTLS_set_timer_cb(session, an_hour); }

void sahut_empty(BIO *memory) { (void)BIO_reset(memory); }
