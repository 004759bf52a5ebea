#include <opus/opus.h>

// The encoder's control call is variadic, which Swift cannot call.
static inline int sahut_opus_set_bitrate(OpusEncoder *encoder, opus_int32 value) {
    return opus_encoder_ctl(encoder, OPUS_SET_BITRATE(value));
}

static inline int sahut_opus_set_complexity(OpusEncoder *encoder, opus_int32 value) {
    return opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(value));
}

static inline int sahut_opus_get_lookahead(OpusEncoder *encoder, opus_int32 *value) {
    return opus_encoder_ctl(encoder, OPUS_GET_LOOKAHEAD(value));
}
