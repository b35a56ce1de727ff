// Pion's TURN client: allocates, relays to an echo of its own and back, and says how much came back.
package main

import (
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/pion/dtls/v2"
	"github.com/pion/logging"
	"github.com/pion/turn/v2"
)

var (
	server    = flag.String("server", "", "host:port")
	transport = flag.String("transport", "udp", "udp, tcp, tls or dtls")
	user      = flag.String("user", "", "name")
	password  = flag.String("password", "", "password")
	realm     = flag.String("realm", "", "realm")
	packets   = flag.Int("packets", 200, "how many go to the peer and back")
)

func main() {
	flag.Parse()
	if err := run(); err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func run() error {
	conn, err := open()
	if err != nil {
		return err
	}
	defer conn.Close()
	client, err := turn.NewClient(&turn.ClientConfig{
		STUNServerAddr: *server,
		TURNServerAddr: *server,
		Conn:           conn,
		Username:       *user,
		Password:       *password,
		Realm:          *realm,
		LoggerFactory:  logging.NewDefaultLoggerFactory(),
	})
	if err != nil {
		return err
	}
	defer client.Close()
	if err = client.Listen(); err != nil {
		return err
	}
	mapped, err := client.SendBindingRequest()
	if err != nil {
		return fmt.Errorf("binding: %w", err)
	}
	relay, err := client.Allocate()
	if err != nil {
		return fmt.Errorf("allocate: %w", err)
	}
	fmt.Println("mapped", mapped, "relayed", relay.LocalAddr())
	if err = echoes(relay); err != nil {
		return err
	}
	if err = relay.Close(); err != nil {
		return fmt.Errorf("refresh with lifetime 0: %w", err)
	}
	// The same client may allocate again at once.
	again, err := client.Allocate()
	if err != nil {
		return fmt.Errorf("second allocate: %w", err)
	}
	return again.Close()
}

func open() (net.PacketConn, error) {
	switch *transport {
	case "udp":
		return net.ListenPacket("udp4", "127.0.0.1:0")
	case "tcp":
		conn, err := net.Dial("tcp", *server)
		return stream(conn, err)
	case "tls":
		conn, err := tls.Dial("tcp", *server, &tls.Config{InsecureSkipVerify: true})
		return stream(conn, err)
	case "dtls":
		address, err := net.ResolveUDPAddr("udp", *server)
		if err != nil {
			return nil, err
		}
		conn, err := dtls.Dial("udp", address, &dtls.Config{InsecureSkipVerify: true})
		return datagrams{conn}, err
	}
	return nil, errors.New("unknown transport " + *transport)
}

func stream(conn net.Conn, err error) (net.PacketConn, error) {
	if err != nil {
		return nil, err
	}
	return turn.NewSTUNConn(conn), nil
}

// A connection of datagrams: each holds one message, so none need be cut out of it.
type datagrams struct{ net.Conn }

func (d datagrams) ReadFrom(p []byte) (int, net.Addr, error) {
	n, err := d.Read(p)
	return n, d.RemoteAddr(), err
}

func (d datagrams) WriteTo(p []byte, _ net.Addr) (int, error) { return d.Write(p) }

// First as indications, and by a channel once that is bound.
func echoes(relay net.PacketConn) error {
	peer, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer peer.Close()
	go func() {
		buffer := make([]byte, 2048)
		for {
			n, from, err := peer.ReadFrom(buffer)
			if err != nil {
				return
			}
			peer.WriteTo(buffer[:n], from)
		}
	}()
	buffer := make([]byte, 2048)
	back := 0
	for i := 0; i < *packets; i++ {
		// This version of Pion finds no ChannelData of less than five bytes in a stream.
		packet := make([]byte, 5+i*5%1200)
		packet[0] = byte(i)
		if _, err := relay.WriteTo(packet, peer.LocalAddr()); err != nil {
			return fmt.Errorf("packet %d: %w", i, err)
		}
		relay.SetReadDeadline(time.Now().Add(2 * time.Second))
		n, from, err := relay.ReadFrom(buffer)
		if err != nil {
			return fmt.Errorf("packet %d did not come back: %w", i, err)
		}
		if n != len(packet) || buffer[0] != packet[0] || from.String() != peer.LocalAddr().String() {
			return fmt.Errorf("packet %d: %d bytes from %s", i, n, from)
		}
		back++
	}
	fmt.Println("echoed", back)
	return nil
}
