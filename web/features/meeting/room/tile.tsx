import { type CSSProperties, memo, useEffect, useRef, useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Avatar, type AvatarSize } from '#web/ui/avatar.tsx';
import { Icon } from '#web/ui/icon.tsx';
import type { Rect } from '../model/layout.ts';
import type { TileKey } from '../model/people.ts';
import type { Person } from '../model/room-state.ts';
import { type RoomTexts, roomWords } from '../words/room.ts';
import { seatWords } from '../words/seat.ts';
import type { MediaRoom } from './media-room.ts';

/** Where the pictures come from: the seat of a meeting, or of a call. */
export interface TileSource {
  readonly room: Pick<MediaRoom, 'attach'> | undefined;
}

interface TileProps {
  seat: TileSource;
  tile: TileKey;
  person: Person;
  rect: Rect;
  pinned: boolean;
  /** Their place among raised hands, from 1. */
  hand?: number | undefined;
  /** One's own picture as others see it. */
  unmirrored?: boolean | undefined;
  onPin: (tile: TileKey) => void;
}

/** One person, or a screen they share. It keeps its element wherever it moves, so pictures never restart. */
export const Tile = memo(DrawnTile, sameTile);

function sameTile(a: TileProps, b: TileProps): boolean {
  const same = a.person === b.person && a.tile.id === b.tile.id && a.pinned === b.pinned && a.onPin === b.onPin;
  const still = same && a.hand === b.hand && a.unmirrored === b.unmirrored;
  const { left, top, width, height } = a.rect;
  return still && left === b.rect.left && top === b.rect.top && width === b.rect.width && height === b.rect.height;
}

function DrawnTile({ seat, tile, person, rect, pinned, hand, unmirrored = false, onPin }: TileProps) {
  const words = useWords(roomWords);
  const seatTexts = useWords(seatWords);
  const screen = tile.source === 'screen';
  const picture = screen ? person.screen : person.camera;
  const names = ['tile', screen && 'tile--screen', person.speaking && !screen && 'is-speaking'];
  const small = rect.height < 130;
  const style: CSSProperties = { left: rect.left, top: rect.top, width: rect.width, height: rect.height };
  const name = tileName(person, words);
  return (
    <figure
      className={[...names, small && 'tile--small'].filter(Boolean).join(' ')}
      style={style}
      data-identity={person.identity}
      data-source={tile.source}
      aria-label={[label(person, screen, words), !screen && hand && seatTexts.handUpAt(hand)]
        .filter(Boolean)
        .join(', ')}
      onDoubleClick={() => onPin(tile)}
    >
      {picture === undefined ? (
        <Avatar id={person.identity} name={person.name} size={avatarSize(rect)} />
      ) : (
        <Picture
          seat={seat}
          identity={person.identity}
          tile={tile}
          sid={picture}
          mirrored={person.me && !screen && !unmirrored}
        />
      )}
      <figcaption className="tile__plate" aria-hidden="true">
        {person.speaking && !screen && <VoiceBars />}
        {screen && <Icon name="share" />}
        {!screen && !person.microphone && <Icon name="mic-off" className="icon--off" />}
        <span className="clip">{screen ? words.sharing(person.name) : name}</span>
        {person.guest && !person.me && <span className="tile__guest">{words.guestMark}</span>}
      </figcaption>
      <span className="tile__corner">
        {!screen && hand !== undefined && (
          <span className="tile__mark tile__mark--hand num" title={seatTexts.handUpAt(hand)}>
            <Icon name="hand" />
            {hand > 0 && hand}
          </span>
        )}
        {!screen && person.spotlight && (
          <span className="tile__mark" title={seatTexts.spotlighted}>
            <Icon name="star" />
          </span>
        )}
        {!screen && weak(person) && (
          <span className="tile__mark" title={words.weak}>
            <Icon name="signal" />
          </span>
        )}
        <button
          type="button"
          className={pinned ? 'tile__mark tile__pin is-on' : 'tile__mark tile__pin'}
          aria-label={pinned ? words.unpin(person.name) : words.pin(person.name)}
          title={pinned ? words.unpin(person.name) : words.pin(person.name)}
          aria-pressed={pinned}
          onClick={() => onPin(tile)}
        >
          <Icon name="pin" />
        </button>
      </span>
      {!screen && person.paused && <p className="tile__notice">{words.paused}</p>}
    </figure>
  );
}

interface PictureProps {
  seat: TileSource;
  identity: string;
  tile: TileKey;
  /** The track: another one is attached anew. */
  sid: string;
  mirrored: boolean;
}

function Picture({ seat, identity, tile, sid, mirrored }: PictureProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [away, setAway] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `sid` names the track that `attach` finds.
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    const detach = seat.room?.attach(identity, tile.source, element);
    setAway(facesAway(element));
    return detach;
  }, [seat, identity, tile.source, sid]);
  return (
    <video
      ref={video}
      className={mirrored && !away ? 'tile__video is-mirrored' : 'tile__video'}
      autoPlay
      muted
      playsInline
    />
  );
}

/** A camera that looks away from the person is shown as it is: only a mirror is mirrored. */
function facesAway({ srcObject }: HTMLVideoElement): boolean {
  const track = srcObject instanceof MediaStream ? srcObject.getVideoTracks()[0] : undefined;
  return track?.getSettings().facingMode === 'environment';
}

export function VoiceBars() {
  return (
    <span className="voice-bars" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}

function avatarSize({ width, height }: Rect): AvatarSize {
  const side = Math.min(width, height);
  if (side < 110) return 40;
  if (side < 170) return 52;
  return side < 420 ? 96 : 128;
}

function weak(person: Person): boolean {
  return person.quality === 'poor' || person.quality === 'lost';
}

function tileName(person: Person, words: RoomTexts): string {
  if (person.me) return words.you(person.name);
  return person.host ? words.hostNamed(person.name) : person.name;
}

/** The whole tile in words, for who does not see it. */
function label(person: Person, screen: boolean, words: RoomTexts): string {
  if (screen) return words.sharing(person.name);
  const named = person.guest && !person.me ? words.guestNamed(person.name) : tileName(person, words);
  const parts = [named, person.microphone ? words.micOn : words.micOff];
  if (person.camera === undefined) parts.push(words.camOff);
  if (person.speaking) parts.push(words.speaking);
  if (weak(person)) parts.push(words.weak);
  return parts.join(', ');
}
