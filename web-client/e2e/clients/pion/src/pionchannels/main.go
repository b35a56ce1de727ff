// Command pionchannels is Pion as one end of the channel tests: commands as lines of JSON on stdin, answers on stdout
// (see ../../../channels/peer.mjs).
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pion/datachannel"
	"github.com/pion/ice/v2"
	"github.com/pion/webrtc/v3"
)

// What a channel may have buffered before more is written.
const high = 1_000_000

const alphabet = "abcdefghijklmnopqrstuvwxyzäöüß漢字😀"

type options struct {
	Ordered           *bool   `json:"ordered"`
	MaxRetransmits    *uint16 `json:"maxRetransmits"`
	MaxPacketLifeTime *uint16 `json:"maxPacketLifeTime"`
	Protocol          *string `json:"protocol"`
	Negotiated        *bool   `json:"negotiated"`
	ID                *uint16 `json:"id"`
}

type command struct {
	N         int     `json:"n"`
	Do        string  `json:"do"`
	Sdp       string  `json:"sdp"`
	Audio     bool    `json:"audio"`
	Key       string  `json:"key"`
	Label     string  `json:"label"`
	Options   options `json:"options"`
	Wait      *bool   `json:"wait"`
	Timeout   int     `json:"timeout"`
	Kind      string  `json:"kind"`
	Size      int     `json:"size"`
	Seed      int     `json:"seed"`
	Text      *string `json:"text"`
	Count     int     `json:"count"`
	Together  int     `json:"together"`
	Prefix    string  `json:"prefix"`
	PerSecond float64 `json:"perSecond"`
	Seconds   float64 `json:"seconds"`
	Clear     *bool   `json:"clear"`
	Patience  int     `json:"patience"`
	Unread    bool    `json:"unread"`
	High      uint64  `json:"high"`
}

type item struct {
	T    string  `json:"t"`
	N    int     `json:"n"`
	C    uint32  `json:"c"`
	At   float64 `json:"at"`
	Text *string `json:"x,omitempty"`
	Head []int   `json:"h,omitempty"`
}

type entry struct {
	sync.Mutex
	channel  *webrtc.DataChannel
	raw      datachannel.ReadWriteCloser
	received []item
	count    int
	discards bool
	opened   bool
	closed   bool
	failure  string
	unread   bool
}

type peer struct {
	sync.Mutex
	pc       *webrtc.PeerConnection
	channels map[string]*entry
	incoming map[string]int
	saying   sync.Mutex
}

func now() float64 { return float64(time.Now().UnixMicro()) / 1000 }

func fill(kind string, size, seed int) []byte {
	if kind == "binary" {
		data := make([]byte, size)
		for i := range data {
			data[i] = byte(seed*31 + i*7 + (i>>8)*13)
		}
		return data
	}
	letters := []rune(alphabet)
	if kind == "ascii" {
		letters = letters[:26]
	}
	text := make([]rune, size)
	for i := range text {
		text[i] = letters[(seed+i*7+(i>>4))%len(letters)]
	}
	return []byte(string(text))
}

func until(what string, milliseconds int, probe func() bool) error {
	if milliseconds == 0 {
		milliseconds = 15000
	}
	deadline := time.Now().Add(time.Duration(milliseconds) * time.Millisecond)
	for !probe() {
		if time.Now().After(deadline) {
			return fmt.Errorf("%s: not within %d ms", what, milliseconds)
		}
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

// adopt reads the channel itself: OnMessage has room for 65,535 bytes only.
func (p *peer) adopt(key string, channel *webrtc.DataChannel, unread bool) *entry {
	e := &entry{channel: channel, unread: unread}
	p.Lock()
	p.channels[key] = e
	p.Unlock()
	channel.OnOpen(func() {
		raw, err := channel.Detach()
		if err != nil {
			return
		}
		e.Lock()
		e.raw, e.opened = raw, true
		e.Unlock()
		if e.unread {
			// The window of the whole association goes to 0.
			return
		}
		buffer := make([]byte, 1<<20)
		for {
			n, text, err := raw.ReadDataChannel(buffer)
			if err != nil {
				e.Lock()
				e.closed = true
				if !strings.Contains(err.Error(), "EOF") {
					e.failure = err.Error()
				}
				e.Unlock()
				// Pion leaves a detached channel in the state it had.
				_ = channel.Close()
				return
			}
			e.take(buffer[:n], text)
		}
	})
	return e
}

func (e *entry) take(data []byte, text bool) {
	e.Lock()
	defer e.Unlock()
	e.count++
	if e.discards {
		return
	}
	got := item{T: "b", N: len(data), C: crc32.ChecksumIEEE(data), At: now()}
	if text {
		got.T = "s"
		if len(data) <= 120 {
			words := string(data)
			got.Text = &words
		}
	} else if len(data) <= 120 {
		for _, each := range data {
			got.Head = append(got.Head, int(each))
		}
	}
	e.received = append(e.received, got)
}

func (e *entry) write(data []byte, text bool, high uint64) error {
	e.Lock()
	raw := e.raw
	e.Unlock()
	if raw == nil {
		return errors.New("not open")
	}
	if dc, ok := raw.(*datachannel.DataChannel); ok {
		for dc.BufferedAmount() > high {
			time.Sleep(2 * time.Millisecond)
		}
		_, err := dc.WriteDataChannel(data, text)
		return err
	}
	return errors.New("not a data channel")
}

func (p *peer) entry(key string) (*entry, error) {
	p.Lock()
	defer p.Unlock()
	if e := p.channels[key]; e != nil {
		return e, nil
	}
	return nil, fmt.Errorf("no channel %s", key)
}

func (p *peer) begin() error {
	s := webrtc.SettingEngine{}
	s.DetachDataChannels()
	s.SetIncludeLoopbackCandidate(true)
	s.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	m := &webrtc.MediaEngine{}
	if err := m.RegisterDefaultCodecs(); err != nil {
		return err
	}
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(s), webrtc.WithMediaEngine(m)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return err
	}
	p.pc = pc
	pc.OnDataChannel(func(channel *webrtc.DataChannel) {
		p.Lock()
		number := p.incoming[channel.Label()]
		p.incoming[channel.Label()]++
		p.Unlock()
		p.adopt(fmt.Sprintf("in:%s:%d", channel.Label(), number), channel, false)
	})
	return nil
}

func (p *peer) local(description webrtc.SessionDescription) (interface{}, error) {
	gathered := webrtc.GatheringCompletePromise(p.pc)
	if err := p.pc.SetLocalDescription(description); err != nil {
		return nil, err
	}
	<-gathered
	// Pion announces no size, which means 64 KiB, but takes what the reader has room for.
	return strings.ReplaceAll(p.pc.LocalDescription().SDP, "a=sctp-port:5000\r\n", "a=sctp-port:5000\r\na=max-message-size:262144\r\n"), nil
}

func (p *peer) open(c command) (interface{}, error) {
	o := c.Options
	channel, err := p.pc.CreateDataChannel(c.Label, &webrtc.DataChannelInit{
		Ordered: o.Ordered, MaxRetransmits: o.MaxRetransmits, MaxPacketLifeTime: o.MaxPacketLifeTime,
		Protocol: o.Protocol, Negotiated: o.Negotiated, ID: o.ID,
	})
	if err != nil {
		return nil, err
	}
	e := p.adopt(c.Key, channel, c.Unread)
	if c.Wait == nil || *c.Wait {
		err = until(c.Label+" open", c.Timeout, func() bool { e.Lock(); defer e.Unlock(); return e.opened })
		if err != nil {
			return nil, err
		}
	}
	return map[string]interface{}{"id": channel.ID()}, nil
}

func (p *peer) churn(c command) (interface{}, error) {
	ids := map[uint16]bool{}
	for done := 0; done < c.Count; done += c.Together {
		var entries []*entry
		for i := done; i < done+c.Together && i < c.Count; i++ {
			key := fmt.Sprintf("%s:%d", c.Label, i)
			if _, err := p.open(command{Key: key, Label: c.Label, Options: c.Options}); err != nil {
				return nil, err
			}
			e, _ := p.entry(key)
			ids[*e.channel.ID()] = true
			entries = append(entries, e)
			defer func() { p.Lock(); delete(p.channels, key); p.Unlock() }()
		}
		for _, e := range entries {
			if err := e.channel.Close(); err != nil {
				return nil, err
			}
		}
		for _, e := range entries {
			each := e
			if err := until(c.Label+" closed", 0, func() bool { each.Lock(); defer each.Unlock(); return each.closed }); err != nil {
				return nil, err
			}
		}
	}
	return len(ids), nil
}

func (p *peer) pace(e *entry, c command) (int, error) {
	n, began := 0, time.Now()
	for time.Since(began).Seconds() < c.Seconds {
		for ; float64(n) < time.Since(began).Seconds()*c.PerSecond; n++ {
			if err := e.write([]byte(fmt.Sprintf("%s%d %.3f", c.Prefix, n, now())), true, high); err != nil {
				return n, err
			}
		}
		time.Sleep(time.Millisecond)
	}
	return n, nil
}

func (p *peer) flood(e *entry, c command) (int, error) {
	data := fill("binary", c.Size, 1)
	n := 0
	if c.High == 0 {
		c.High = high
	}
	for began := time.Now(); time.Since(began).Seconds() < c.Seconds; n++ {
		if err := e.write(data, false, c.High); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (p *peer) many(c command) (interface{}, error) {
	refused, open, closed := 0, 0, 0
	var entries []*entry
	no := false
	for i := 0; i < c.Count; i++ {
		key := fmt.Sprintf("%s:%d", c.Label, i)
		if _, err := p.open(command{Key: key, Label: c.Label, Wait: &no}); err != nil {
			refused++
			continue
		}
		e, _ := p.entry(key)
		entries = append(entries, e)
	}
	time.Sleep(time.Duration(c.Patience) * time.Millisecond)
	for _, e := range entries {
		e.Lock()
		if e.closed {
			closed++
		} else if e.opened {
			open++
		}
		e.Unlock()
	}
	return map[string]int{"refused": refused, "open": open, "closed": closed}, nil
}

func (p *peer) send(e *entry, c command) error {
	if c.Count == 0 {
		c.Count = 1
	}
	for i := 0; i < c.Count; i++ {
		data := []byte{}
		switch {
		case c.Text != nil:
			data = []byte(*c.Text)
		case c.Count > 1:
			data = []byte(fmt.Sprintf("%s%d", c.Prefix, i))
		default:
			data = fill(c.Kind, c.Size, c.Seed)
		}
		if err := e.write(data, c.Kind != "binary", high); err != nil {
			return err
		}
	}
	return nil
}

func (e *entry) state() interface{} {
	e.Lock()
	defer e.Unlock()
	state := "connecting"
	if e.closed {
		state = "closed"
	} else if e.opened {
		state = "open"
	}
	return map[string]interface{}{
		"id": e.channel.ID(), "label": e.channel.Label(), "protocol": e.channel.Protocol(), "ordered": e.channel.Ordered(),
		"maxRetransmits": e.channel.MaxRetransmits(), "maxPacketLifeTime": e.channel.MaxPacketLifeTime(),
		"state": state, "closed": e.closed, "error": e.failure, "count": e.count,
	}
}

func (p *peer) run(c command) (interface{}, error) {
	switch c.Do {
	case "offer":
		if err := p.begin(); err != nil {
			return nil, err
		}
		if c.Audio {
			init := webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly}
			if _, err := p.pc.AddTransceiverFromKind(webrtc.RTPCodecTypeAudio, init); err != nil {
				return nil, err
			}
		}
		no := false
		if _, err := p.open(command{Key: "first", Label: "first", Wait: &no}); err != nil {
			return nil, err
		}
		offer, err := p.pc.CreateOffer(nil)
		if err != nil {
			return nil, err
		}
		return p.local(offer)
	case "accept":
		if err := p.begin(); err != nil {
			return nil, err
		}
		if err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: c.Sdp}); err != nil {
			return nil, err
		}
		answer, err := p.pc.CreateAnswer(nil)
		if err != nil {
			return nil, err
		}
		return p.local(answer)
	case "answer":
		return nil, p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: c.Sdp})
	case "connected":
		err := until("connected", c.Timeout, func() bool {
			return p.pc.ConnectionState() == webrtc.PeerConnectionStateConnected
		})
		return p.pc.ConnectionState().String(), err
	case "open":
		return p.open(c)
	case "churn":
		return p.churn(c)
	case "incoming":
		p.Lock()
		defer p.Unlock()
		return p.incoming[c.Label], nil
	case "many":
		return p.many(c)
	case "end":
		return nil, p.pc.Close()
	}
	return p.runOn(c)
}

// runOn runs what needs a channel that exists.
func (p *peer) runOn(c command) (interface{}, error) {
	e, err := p.entry(c.Key)
	if err != nil {
		switch c.Do {
		case "state":
			return nil, nil
		case "count":
			return 0, nil
		}
		return nil, err
	}
	switch c.Do {
	case "send":
		return nil, p.send(e, c)
	case "pace":
		return p.pace(e, c)
	case "flood":
		return p.flood(e, c)
	case "count":
		e.Lock()
		defer e.Unlock()
		return e.count, nil
	case "discard":
		e.Lock()
		defer e.Unlock()
		e.discards = true
		return nil, nil
	case "received":
		e.Lock()
		defer e.Unlock()
		got := append([]item{}, e.received...)
		if c.Clear == nil || *c.Clear {
			e.received = nil
		}
		return got, nil
	case "state":
		return e.state(), nil
	case "close":
		return nil, e.channel.Close()
	case "remove":
		p.Lock()
		defer p.Unlock()
		delete(p.channels, c.Key)
		return nil, nil
	}
	return nil, fmt.Errorf("no command %s", c.Do)
}

func (p *peer) say(message map[string]interface{}) {
	p.saying.Lock()
	defer p.saying.Unlock()
	_ = json.NewEncoder(os.Stdout).Encode(message)
}

func main() {
	p := &peer{channels: map[string]*entry{}, incoming: map[string]int{}}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<22)
	p.say(map[string]interface{}{"ready": true})
	for lines.Scan() {
		var c command
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			p.say(map[string]interface{}{"error": err.Error()})
			continue
		}
		run := func() {
			value, err := p.run(c)
			if err != nil {
				p.say(map[string]interface{}{"n": c.N, "error": err.Error()})
				return
			}
			p.say(map[string]interface{}{"n": c.N, "value": value})
		}
		if c.Do == "end" {
			run()
			return
		}
		go run()
	}
}
