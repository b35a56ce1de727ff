package org.parley.media.rtp.codec;

import io.netty.buffer.ByteBuf;

/**
 * Reads the picture size out of a sequence parameter set (ITU-T H.264 section 7.3.2.1.1), taking
 * out emulation prevention bytes on the way. Bits past the end read as zero and mark the set as
 * bad.
 */
final class H264SequenceParameterSet {
  private static final int MAX_MACROBLOCKS = 2048;

  private final ByteBuf buffer;
  private final int end;
  private int at;
  private int bit;
  private int zeros;
  private boolean bad;

  private H264SequenceParameterSet(ByteBuf buffer, int offset, int length) {
    this.buffer = buffer;
    this.at = offset;
    this.end = offset + length;
  }

  /** Dimensions as {@link KeyframeDetector} packs them, or -1; the NAL header is not included. */
  static int dimensions(ByteBuf buffer, int offset, int length) {
    return new H264SequenceParameterSet(buffer, offset, length).read();
  }

  private int read() {
    int profile = bits(8);
    bits(16); // constraint flags and level
    exponentialGolomb(); // seq_parameter_set_id
    int chromaFormat = 1;
    boolean separatePlanes = false;
    if (hasChromaFormat(profile)) {
      chromaFormat = exponentialGolomb();
      separatePlanes = chromaFormat == 3 && bits(1) == 1;
      exponentialGolomb(); // bit_depth_luma_minus8
      exponentialGolomb(); // bit_depth_chroma_minus8
      bits(1); // qpprime_y_zero_transform_bypass_flag
      if (bits(1) == 1) {
        skipScalingMatrices(chromaFormat == 3 ? 12 : 8);
      }
    }
    exponentialGolomb(); // log2_max_frame_num_minus4
    skipPictureOrderCount();
    exponentialGolomb(); // max_num_ref_frames
    bits(1); // gaps_in_frame_num_value_allowed_flag
    int widthInMacroblocks = exponentialGolomb() + 1;
    int heightInMapUnits = exponentialGolomb() + 1;
    int fieldFactor = 2 - bits(1); // frame_mbs_only_flag
    if (fieldFactor == 2) {
      bits(1); // mb_adaptive_frame_field_flag
    }
    bits(1); // direct_8x8_inference_flag
    if (widthInMacroblocks > MAX_MACROBLOCKS || heightInMapUnits > MAX_MACROBLOCKS) {
      return -1;
    }
    int width = 16 * widthInMacroblocks;
    int height = 16 * heightInMapUnits * fieldFactor;
    if (bits(1) == 1) { // frame_cropping_flag
      boolean subsampled = !separatePlanes && chromaFormat != 0;
      int unitX = subsampled && chromaFormat < 3 ? 2 : 1;
      int unitY = fieldFactor * (subsampled && chromaFormat == 1 ? 2 : 1);
      width = cropped(width, unitX);
      height = cropped(height, unitY);
    }
    return bad || width <= 0 || height <= 0 ? -1 : KeyframeDetector.pack(width, height);
  }

  private int cropped(int size, int unit) {
    long offsets = (long) exponentialGolomb() + exponentialGolomb();
    return (int) Math.max(0, size - unit * offsets);
  }

  private static boolean hasChromaFormat(int profile) {
    return switch (profile) {
      case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
      default -> false;
    };
  }

  private void skipPictureOrderCount() {
    int type = exponentialGolomb();
    if (type == 0) {
      exponentialGolomb(); // log2_max_pic_order_cnt_lsb_minus4
    } else if (type == 1) {
      bits(1); // delta_pic_order_always_zero_flag
      exponentialGolomb(); // offset_for_non_ref_pic
      exponentialGolomb(); // offset_for_top_to_bottom_field
      int frames = exponentialGolomb();
      for (int i = 0; i < frames && !bad; i++) {
        exponentialGolomb();
      }
    }
  }

  private void skipScalingMatrices(int lists) {
    for (int list = 0; list < lists && !bad; list++) {
      if (bits(1) == 1) {
        skipScalingList(list < 6 ? 16 : 64);
      }
    }
  }

  private void skipScalingList(int size) {
    int last = 8;
    int next = 8;
    for (int i = 0; i < size && !bad; i++) {
      if (next != 0) {
        next = (last + signedExponentialGolomb()) & 0xFF;
      }
      last = next == 0 ? last : next;
    }
  }

  private int signedExponentialGolomb() {
    int code = exponentialGolomb();
    return (code & 1) == 1 ? (code + 1) / 2 : -(code / 2);
  }

  private int exponentialGolomb() {
    int leading = 0;
    while (bits(1) == 0) {
      if (bad || ++leading > 30) {
        bad = true;
        return 0;
      }
    }
    return (1 << leading) - 1 + bits(leading);
  }

  private int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 1 | bit();
    }
    return value;
  }

  private int bit() {
    // Section 7.4.1: the 3 in 00 00 03 is no part of the payload.
    if (bit == 0 && zeros >= 2 && at < end && buffer.getByte(at) == 3) {
      at++;
      zeros = 0;
    }
    if (at >= end) {
      bad = true;
      return 0;
    }
    int octet = buffer.getUnsignedByte(at);
    int value = octet >> (7 - bit) & 1;
    if (++bit == 8) {
      bit = 0;
      at++;
      zeros = octet == 0 ? zeros + 1 : 0;
    }
    return value;
  }
}
