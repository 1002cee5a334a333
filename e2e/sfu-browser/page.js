// Runs in the browser, beside the bundle of livekit-client: tsconfig.json leaves it out, as its types are those of Node.

/** One participant in this tab, driven by the tests through `window.participant`. */
const { Room, RoomEvent, Track } = window.LivekitClient;

class Participant {
  room = null;
  events = [];
  received = [];
  dataTracks = [];
  frames = [];
  elements = new Map();

  async join(url, token, options = {}) {
    const room = new Room({ adaptiveStream: false, dynacast: false, disconnectOnPageLeave: true, ...options });
    this.room = room;
    for (const name of Object.values(RoomEvent)) {
      room.on(name, (...args) => this.events.push({ name, about: args.map(describe) }));
    }
    room.on(RoomEvent.TrackSubscribed, (track) => this.attach(track));
    room.on(RoomEvent.TrackUnsubscribed, (track) => this.detach(track));
    room.on(RoomEvent.DataTrackPublished, (track) => this.dataTracks.push(track));
    room.on(RoomEvent.DataReceived, (payload, from, _kind, topic) => {
      this.received.push({ text: new TextDecoder().decode(payload), from: from?.identity ?? '', topic });
    });
    // How long until it gives up: a machine that is busy starting browsers is slow.
    await room.connect(url, token, { peerConnectionTimeout: 60_000 });
    return room.localParticipant.sid;
  }

  attach(track) {
    const element = track.attach();
    element.style.width = '640px';
    element.style.height = '360px';
    document.body.append(element);
    this.elements.set(track.sid, element);
  }

  detach(track) {
    for (const element of track.detach()) element.remove();
    this.elements.delete(track.sid);
  }

  async publishMicrophone() {
    return (await this.room.localParticipant.setMicrophoneEnabled(true))?.trackSid;
  }

  async publishCamera(options) {
    const resolution = { width: 1280, height: 720, frameRate: 20 };
    return (await this.room.localParticipant.setCameraEnabled(true, { resolution }, options))?.trackSid;
  }

  /** A drawn canvas in place of the screen: a headless browser has none. */
  async publishScreen() {
    const canvas = document.createElement('canvas');
    canvas.width = 960;
    canvas.height = 540;
    const pen = canvas.getContext('2d');
    let hue = 0;
    setInterval(() => {
      hue = (hue + 7) % 360;
      pen.fillStyle = `hsl(${hue} 80% 50%)`;
      pen.fillRect(0, 0, 960, 540);
    }, 100);
    const [track] = canvas.captureStream(10).getVideoTracks();
    const options = { source: Track.Source.ScreenShare, name: 'screen', simulcast: false };
    return (await this.room.localParticipant.publishTrack(track, options)).trackSid;
  }

  async unpublish(source) {
    const publication = this.room.localParticipant.getTrackPublication(source);
    await this.room.localParticipant.unpublishTrack(publication.track);
  }

  setMuted(source, muted) {
    const publication = this.room.localParticipant.getTrackPublication(source);
    return muted ? publication.mute() : publication.unmute();
  }

  send(text, options) {
    return this.room.localParticipant.publishData(new TextEncoder().encode(text), options);
  }

  /** Publishes a data track; `pushData` sends a frame of so many bytes through it. */
  async publishData(name) {
    this.dataTrack = await this.room.localParticipant.publishDataTrack({ name });
  }

  async pushData(length) {
    await this.dataTrack.tryPush({ payload: new Uint8Array(length).fill(7) });
  }

  /** Notes the length of each frame of somebody's data track. */
  async followData(name) {
    const stream = this.dataTracks.find((track) => track.info.name === name).subscribe();
    const read = async () => {
      for await (const { payload } of stream) this.frames.push(payload.length);
    };
    void read();
  }

  /** The codec that arrives, as the statistics name it. */
  async codecOf(sid) {
    for (const participant of this.room.remoteParticipants.values()) {
      const report = await participant
        .getTrackPublications()
        .find((one) => one.trackSid === sid)
        ?.track?.getRTCStatsReport();
      const stats = [...(report?.values() ?? [])];
      const inbound = stats.find((one) => one.type === 'inbound-rtp');
      if (inbound) return stats.find((one) => one.id === inbound.codecId)?.mimeType ?? '';
    }
    return '';
  }

  resize(sid, width, height) {
    const element = this.elements.get(sid);
    element.style.width = `${width}px`;
    element.style.height = `${height}px`;
  }

  /** What this tab hears and sees of everybody else, straight from getStats. */
  async inbound() {
    const tracks = {};
    for (const participant of this.room.remoteParticipants.values()) {
      for (const publication of participant.trackPublications.values()) {
        const report = await publication.track?.getRTCStatsReport?.();
        const found = [...(report?.values() ?? [])].find((one) => one.type === 'inbound-rtp');
        if (!found) continue;
        tracks[publication.trackSid] = {
          kind: publication.kind,
          source: publication.source,
          from: participant.identity,
          muted: publication.isMuted,
          framesDecoded: found.framesDecoded ?? 0,
          width: found.frameWidth ?? 0,
          energy: found.totalAudioEnergy ?? 0,
          packets: found.packetsReceived ?? 0,
        };
      }
    }
    return tracks;
  }

  /** `udp` or `tcp`: what the chosen pair of the publishing connection goes over. */
  async protocol() {
    const report = await this.room.engine.pcManager.publisher.getStats();
    const stats = [...report.values()];
    const pair = stats.find((one) => one.type === 'candidate-pair' && one.nominated && one.state === 'succeeded');
    return stats.find((one) => one.id === pair?.remoteCandidateId)?.protocol ?? '';
  }

  others() {
    return [...this.room.remoteParticipants.keys()].sort();
  }

  simulate(scenario, argument) {
    return this.room.simulateScenario(scenario, argument);
  }

  seen(name) {
    return this.events.filter((event) => event.name === name);
  }
}

function describe(value) {
  if (value === null || typeof value !== 'object') return value;
  return value.identity ?? value.trackSid ?? value.sid ?? value.message ?? '';
}

window.participant = new Participant();
