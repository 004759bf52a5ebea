#include <opus/opusenc.h>

// The encoder's control call is variadic, which Swift cannot call.
static inline int sahut_opus_set_bitrate(OggOpusEnc *encoder, opus_int32 value) {
    return ope_encoder_ctl(encoder, OPUS_SET_BITRATE(value));
}
