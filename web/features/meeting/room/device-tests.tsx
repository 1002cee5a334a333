import { useEffect, useRef, useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { echoTest, playTone } from '../media/device-tests.ts';
import { cameraConstraints } from '../model/devices.ts';
import { seatWords } from '../words/seat.ts';

interface DeviceTestsProps {
  microphoneId: string | undefined;
  speakerId: string | undefined;
  cameraId: string | undefined;
}

/** A tone, one's own voice back, one's own picture: before somebody has to ask "can you hear me?". */
export function DeviceTests({ microphoneId, speakerId, cameraId }: DeviceTestsProps) {
  const words = useWords(seatWords);
  const [failed, setFailed] = useState(false);
  return (
    <section className="device-tests" aria-label={words.tests}>
      <h3 className="field__label">{words.tests}</h3>
      <SpeakerTest speakerId={speakerId} onFailed={setFailed} />
      <EchoTest microphoneId={microphoneId} speakerId={speakerId} onFailed={setFailed} />
      <CameraTest key={cameraId} cameraId={cameraId} onFailed={setFailed} />
      <p role="status" className="device-tests__failed">
        {failed && words.testFailed}
      </p>
    </section>
  );
}

type OnFailed = { onFailed: (failed: boolean) => void };

function SpeakerTest({ speakerId, onFailed }: Pick<DeviceTestsProps, 'speakerId'> & OnFailed) {
  const words = useWords(seatWords);
  const [on, setOn] = useState(false);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const play = async () => {
    stop.current = new AbortController();
    setOn(true);
    onFailed(false);
    await playTone(speakerId, stop.current.signal).catch(() => onFailed(true));
    setOn(false);
  };
  return (
    <Button wide icon="speaker" disabled={on} onClick={() => void play()}>
      {on ? words.testSpeakerOn : words.testSpeaker}
    </Button>
  );
}

function EchoTest({ microphoneId, speakerId, onFailed }: Omit<DeviceTestsProps, 'cameraId'> & OnFailed) {
  const words = useWords(seatWords);
  const [step, setStep] = useState<number | 'playing'>();
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const run = async () => {
    stop.current = new AbortController();
    onFailed(false);
    await echoTest({ microphoneId, speakerId, tell: setStep, signal: stop.current.signal }).catch(() => onFailed(true));
    setStep(undefined);
  };
  const text = step === 'playing' ? words.testPlaying : words.testRecording(step ?? 0);
  return (
    <Button wide icon="mic" disabled={step !== undefined} onClick={() => void run()}>
      {step === undefined ? words.testMicrophone : text}
    </Button>
  );
}

function CameraTest({ cameraId, onFailed }: Pick<DeviceTestsProps, 'cameraId'> & OnFailed) {
  const words = useWords(seatWords);
  const [stream, setStream] = useState<MediaStream>();
  const [busy, setBusy] = useState(false);
  useEffect(() => () => stopAll(stream), [stream]);
  const show = async () => {
    setBusy(true);
    onFailed(false);
    try {
      setStream(await navigator.mediaDevices.getUserMedia({ video: cameraConstraints(cameraId) }));
    } catch {
      onFailed(true);
    }
    setBusy(false);
  };
  if (stream === undefined) {
    return (
      <Button wide icon="video" disabled={busy} onClick={() => void show()}>
        {words.testCamera}
      </Button>
    );
  }
  return (
    <>
      <video
        className="device-tests__camera"
        aria-label={words.testCameraLabel}
        ref={(element) => {
          if (element !== null && element.srcObject !== stream) element.srcObject = stream;
        }}
        autoPlay
        muted
        playsInline
      />
      <Button wide onClick={() => setStream(undefined)}>
        {words.testCameraOff}
      </Button>
    </>
  );
}

function stopAll(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
