package org.parley.signaling.room;

import java.util.random.RandomGenerator;
import org.parley.media.api.PeerId;
import org.parley.media.api.TrackId;

/** Where new ids come from; in tests they count. */
interface RoomIds {

  PeerId nextPeer();

  TrackId nextTrack();

  /** 128 bits or more, unpredictable. */
  String nextSecret();

  /** Unpredictable; of SSRCs and CNAMEs. */
  RandomGenerator random();
}
