import { type FormEvent, useId, useState } from 'react';
import { checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import type { WritingTo } from '../composing/writing-to.ts';
import { degrees, readDegrees } from './content-line.ts';
import { useSendContent } from './send-content.ts';
import { sending } from './showing.ts';
import { contentWords } from './words.ts';

/** A place is named and located: typed, or as the browser tells after it has asked. */
export function LocationSheet({ to }: { to: WritingTo }) {
  const words = useWords(contentWords);
  const form = useLocationForm(to);
  const id = useId();
  const { name, latitude, longitude, faults } = form;
  return (
    <Sheet
      open
      onClose={() => sending.set(undefined)}
      title={words.sendLocation}
      actions={
        <Button kind="main" type="submit" form={id}>
          {words.send}
        </Button>
      }
    >
      <form id={id} className="sheet__body sheet__body--form" noValidate onSubmit={form.submit}>
        <Field
          label={words.placeName}
          value={name}
          error={faults.name}
          onChange={(event) => form.setName(event.currentTarget.value)}
        />
        <div className="coordinates">
          <Field
            label={words.latitude}
            inputMode="decimal"
            placeholder="31.2304"
            value={latitude}
            error={faults.latitude}
            onChange={(event) => form.setLatitude(event.currentTarget.value)}
          />
          <Field
            label={words.longitude}
            inputMode="decimal"
            placeholder="121.4737"
            value={longitude}
            error={faults.longitude}
            onChange={(event) => form.setLongitude(event.currentTarget.value)}
          />
        </div>
        <div className="coordinates__here">
          <Button icon="globe" busy={form.asking} onClick={form.useHere}>
            {words.here}
          </Button>
          <p className={form.refused ? 'field__error' : 'field__hint'} role={form.refused ? 'alert' : undefined}>
            {form.refused ? words.hereFailed : words.hereText}
          </p>
        </div>
      </form>
    </Sheet>
  );
}

interface Faults {
  name?: string;
  latitude?: string;
  longitude?: string;
}

function useLocationForm(to: WritingTo) {
  const sendContent = useSendContent(to);
  const words = useWords(contentWords);
  const [name, setName] = useState('');
  const [latitude, setLatitude] = useState('');
  const [longitude, setLongitude] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const here = useHere((place) => {
    setLatitude(degrees(place.latitude));
    setLongitude(degrees(place.longitude));
    setName((typed) => (typed.trim() === '' ? words.hereName : typed));
    setFaults({});
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    const at = { latitude: readDegrees(latitude, 90), longitude: readDegrees(longitude, 180) };
    const named = name.trim() !== '' && checkLine(name, LIMITS.placeNameChars) === undefined;
    const next: Faults = {
      ...(named ? {} : { name: words.nameWrong }),
      ...(at.latitude === undefined ? { latitude: words.latitudeWrong } : {}),
      ...(at.longitude === undefined ? { longitude: words.longitudeWrong } : {}),
    };
    setFaults(next);
    if (!named || at.latitude === undefined || at.longitude === undefined) return;
    const place = { latitude: at.latitude, longitude: at.longitude, name: name.trim() };
    sendContent({ type: 'location', ...place });
    sending.set(undefined);
  }
  return { name, setName, latitude, setLatitude, longitude, setLongitude, faults, submit, ...here };
}

const HERE_MS = 15_000;

/** Asks the browser, which asks the person. */
function useHere(take: (place: { latitude: number; longitude: number }) => void) {
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState(false);
  function ask() {
    setAsking(true);
    setRefused(false);
    const refuse = () => {
      setAsking(false);
      setRefused(true);
    };
    if (!('geolocation' in navigator)) return refuse();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setAsking(false);
        take(coords);
      },
      refuse,
      { timeout: HERE_MS, enableHighAccuracy: true },
    );
  }
  return { asking, refused, useHere: ask };
}
