// Command pionclient publishes encoded media by WHIP or subscribes by WHEP, and says what it did as lines of JSON.
//
//	pionclient publish -url URL -video FILE -audio FILE [-count N] [-profile gcm|cm|any]
//	pionclient subscribe -url URL -out PREFIX [-profile gcm|cm|any]
//
// With -count, {n} in the URL is replaced by 0, 1, … A signal ends it, with DELETE for what it made.
package main

import (
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/pion/dtls/v2"
	"github.com/pion/ice/v2"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v3"
	"github.com/pion/webrtc/v3/pkg/media"
	"github.com/pion/webrtc/v3/pkg/media/samplebuilder"
)

var (
	saying sync.Mutex
	counts struct{ VideoPackets, VideoFrames, Keyframes, AudioPackets, Lost, Plis int64 }
)

func say(event string, fields map[string]interface{}) {
	saying.Lock()
	defer saying.Unlock()
	if fields == nil {
		fields = map[string]interface{}{}
	}
	fields["event"] = event
	_ = json.NewEncoder(os.Stdout).Encode(fields)
}

func newAPI(profile string) *webrtc.API {
	m := &webrtc.MediaEngine{}
	feedback := []webrtc.RTCPFeedback{{Type: "nack"}, {Type: "nack", Parameter: "pli"}, {Type: "ccm", Parameter: "fir"}}
	for _, c := range []struct {
		kind       webrtc.RTPCodecType
		parameters webrtc.RTPCodecParameters
	}{
		{webrtc.RTPCodecTypeVideo, webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000, RTCPFeedback: feedback}, PayloadType: 97}},
		{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: "minptime=10;useinbandfec=1"}, PayloadType: 109}},
	} {
		if err := m.RegisterCodec(c.parameters, c.kind); err != nil {
			log.Fatal(err)
		}
	}
	s := webrtc.SettingEngine{}
	s.SetIncludeLoopbackCandidate(true)
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	switch profile {
	case "gcm":
		s.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM)
	case "cm":
		s.SetSRTPProtectionProfiles(dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	default:
		s.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	}
	registry := &interceptor.Registry{}
	if err := webrtc.RegisterDefaultInterceptors(m, registry); err != nil {
		log.Fatal(err)
	}
	return webrtc.NewAPI(webrtc.WithMediaEngine(m), webrtc.WithSettingEngine(s), webrtc.WithInterceptorRegistry(registry))
}

// connect offers to the endpoint and returns what DELETE needs.
func connect(pc *webrtc.PeerConnection, endpoint string) (string, error) {
	offer, err := pc.CreateOffer(nil)
	if err != nil {
		return "", err
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err = pc.SetLocalDescription(offer); err != nil {
		return "", err
	}
	<-gathered
	response, err := http.Post(endpoint, "application/sdp", strings.NewReader(pc.LocalDescription().SDP))
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("%s: %s %s", endpoint, response.Status, body)
	}
	base, err := url.Parse(endpoint)
	if err != nil {
		return "", err
	}
	location, err := base.Parse(response.Header.Get("Location"))
	if err != nil {
		return "", err
	}
	return location.String(), pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: string(body)})
}

func readFrames(path string) [][]byte {
	data, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var frames [][]byte
	for len(data) >= 4 {
		n := binary.LittleEndian.Uint32(data)
		frames = append(frames, data[4:4+n])
		data = data[4+n:]
	}
	return frames
}

func writeFrame(out *os.File, frame []byte) {
	var length [4]byte
	binary.LittleEndian.PutUint32(length[:], uint32(len(frame)))
	_, _ = out.Write(append(length[:], frame...))
}

// play writes frames in a loop; a keyframe request takes it back to the first, which is one.
func play(track *webrtc.TrackLocalStaticSample, frames [][]byte, interval time.Duration, restart *int32) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for i := 0; ; i++ {
		<-ticker.C
		if atomic.CompareAndSwapInt32(restart, 1, 0) {
			i = 0
		}
		if track.WriteSample(media.Sample{Data: frames[i%len(frames)], Duration: interval}) != nil {
			return
		}
	}
}

func publish(api *webrtc.API, endpoint string, video, audio [][]byte) (*webrtc.PeerConnection, string, error) {
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, "", err
	}
	connected := make(chan struct{})
	var once sync.Once
	pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateConnected {
			once.Do(func() { close(connected) })
		}
		say("state", map[string]interface{}{"state": state.String()})
	})
	for _, each := range []struct {
		mime     string
		frames   [][]byte
		interval time.Duration
	}{{webrtc.MimeTypeVP8, video, time.Second / 30}, {webrtc.MimeTypeOpus, audio, 20 * time.Millisecond}} {
		track, err := webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: each.mime}, each.mime[:5], "pion")
		if err != nil {
			return nil, "", err
		}
		transceiver, err := pc.AddTransceiverFromTrack(track, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
		if err != nil {
			return nil, "", err
		}
		var restart int32
		go func() {
			for {
				packets, _, err := transceiver.Sender().ReadRTCP()
				if err != nil {
					return
				}
				for _, packet := range packets {
					switch packet.(type) {
					case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
						atomic.AddInt64(&counts.Plis, 1)
						atomic.StoreInt32(&restart, 1)
					}
				}
			}
		}()
		frames, interval := each.frames, each.interval
		go func() {
			<-connected
			play(track, frames, interval, &restart)
		}()
	}
	location, err := connect(pc, endpoint)
	return pc, location, err
}

func subscribe(api *webrtc.API, endpoint, out string) (*webrtc.PeerConnection, string, error) {
	pc, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, "", err
	}
	pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		say("state", map[string]interface{}{"state": state.String()})
	})
	for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
		if _, err := pc.AddTransceiverFromKind(kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}); err != nil {
			return nil, "", err
		}
	}
	pc.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		file, err := os.Create(out + "." + track.Kind().String())
		if err != nil {
			log.Fatal(err)
		}
		builder := samplebuilder.New(256, &codecs.VP8Packet{}, 90000)
		var last uint16
		for first := true; ; first = false {
			packet, _, err := track.ReadRTP()
			if err != nil {
				return
			}
			if !first && packet.SequenceNumber-last > 1 && packet.SequenceNumber-last < 1000 {
				atomic.AddInt64(&counts.Lost, int64(packet.SequenceNumber-last-1))
			}
			last = packet.SequenceNumber
			if track.Kind() == webrtc.RTPCodecTypeAudio {
				atomic.AddInt64(&counts.AudioPackets, 1)
				writeFrame(file, packet.Payload)
				continue
			}
			atomic.AddInt64(&counts.VideoPackets, 1)
			takeVideo(builder, packet, file)
		}
	})
	location, err := connect(pc, endpoint)
	return pc, location, err
}

func takeVideo(builder *samplebuilder.SampleBuilder, packet *rtp.Packet, file *os.File) {
	builder.Push(packet)
	for sample := builder.Pop(); sample != nil; sample = builder.Pop() {
		atomic.AddInt64(&counts.VideoFrames, 1)
		if len(sample.Data) > 0 && sample.Data[0]&1 == 0 {
			atomic.AddInt64(&counts.Keyframes, 1)
		}
		writeFrame(file, sample.Data)
	}
}

func main() {
	if len(os.Args) < 2 {
		log.Fatal("publish or subscribe?")
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	endpoint := flags.String("url", "", "the WHIP or WHEP endpoint")
	video := flags.String("video", "", "VP8 frames")
	audio := flags.String("audio", "", "Opus packets")
	out := flags.String("out", "", "where received frames go")
	profile := flags.String("profile", "any", "gcm, cm or any")
	count := flags.Int("count", 1, "how many publishers")
	_ = flags.Parse(os.Args[2:])
	api := newAPI(*profile)
	var locations []string
	for i := 0; i < *count; i++ {
		at := strings.ReplaceAll(*endpoint, "{n}", fmt.Sprint(i))
		var location string
		var err error
		if os.Args[1] == "publish" {
			_, location, err = publish(api, at, readFrames(*video), readFrames(*audio))
		} else {
			_, location, err = subscribe(api, at, *out)
		}
		if err != nil {
			say("error", map[string]interface{}{"message": err.Error()})
			os.Exit(1)
		}
		locations = append(locations, location)
	}
	say("answered", map[string]interface{}{"locations": locations})
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, syscall.SIGINT)
	ticker := time.NewTicker(500 * time.Millisecond)
	for {
		select {
		case <-ticker.C:
			say("report", map[string]interface{}{
				"video":     atomic.LoadInt64(&counts.VideoPackets),
				"frames":    atomic.LoadInt64(&counts.VideoFrames),
				"keyframes": atomic.LoadInt64(&counts.Keyframes),
				"audio":     atomic.LoadInt64(&counts.AudioPackets),
				"lost":      atomic.LoadInt64(&counts.Lost),
				"plis":      atomic.LoadInt64(&counts.Plis),
			})
		case <-ended:
			for _, location := range locations {
				request, _ := http.NewRequest(http.MethodDelete, location, nil)
				response, err := http.DefaultClient.Do(request)
				if err != nil || response.StatusCode/100 != 2 {
					say("error", map[string]interface{}{"message": fmt.Sprintf("DELETE: %v %v", response, err)})
					os.Exit(1)
				}
			}
			return
		}
	}
}
