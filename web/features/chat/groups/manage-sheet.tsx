import { useRef } from 'react';
import { changeSettings, setPicture } from '#client/groups.ts';
import type { Summary } from '#protocol/conversations.ts';
import type { SettingsRequest } from '#protocol/group-settings.ts';
import { type Action, useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { GroupAvatar } from '#web/app/group-avatar.tsx';
import { facesOf } from '#web/features/settings/faces.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import '#web/ui/styles/card.css';
import { ActionFailure } from '../action-failure.tsx';
import { closeDialog, openGroupDialog } from '../dialogs.ts';
import { banWords } from './ban-words.ts';
import { SwitchRow } from './setting-rows.tsx';
import { useRequestCount } from './standing.ts';
import { momentText } from './times.ts';
import { groupWords } from './words.ts';

const DAY_MS = 86_400_000;

type Change = (change: SettingsRequest) => void;

/** Everything that owner and admins set; each change holds at once. */
export function ManageSheet({ summary }: { summary: Summary }) {
  const client = useClient();
  const words = useWords(groupWords);
  const action = useAction();
  const change: Change = (what) => void action.run(() => changeSettings(client, summary.id, what));
  return (
    <Sheet open onClose={closeDialog} title={words.manageTitle} className="sheet--group">
      <div className="sheet__body">
        <ActionFailure action={action} />
        <PictureRow summary={summary} action={action} />
        <WhoMay summary={summary} change={change} />
        <Joining summary={summary} change={change} />
        {summary.myRole === 'owner' && <OwnersPart summary={summary} change={change} />}
      </div>
    </Sheet>
  );
}

function PictureRow({ summary, action }: { summary: Summary; action: Action }) {
  const client = useClient();
  const words = useWords(groupWords);
  const input = useRef<HTMLInputElement>(null);
  function choose(file: File | undefined) {
    if (file !== undefined) void action.run(async () => setPicture(client, summary.id, await facesOf(file)));
  }
  return (
    <div className="setting setting--face">
      <GroupAvatar summary={summary} size={52} />
      <div className="setting__main">
        <span className="setting__title">{words.picture}</span>
        <span className="setting__text">{words.pictureText}</span>
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        aria-label={words.picture}
        onChange={(event) => {
          choose(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      <span className="setting__buttons">
        <Button size="sm" busy={action.busy} onClick={() => input.current?.click()}>
          {words.changePicture}
        </Button>
        {summary.settings?.avatar !== undefined && (
          <Button
            size="sm"
            kind="quiet"
            onClick={() => void action.run(() => setPicture(client, summary.id, undefined))}
          >
            {words.removePicture}
          </Button>
        )}
      </span>
    </div>
  );
}

interface PartProps {
  summary: Summary;
  change: Change;
}

function WhoMay({ summary, change }: PartProps) {
  const words = useWords(groupWords);
  const { post, invite, pin, mentionAll } = summary.settings ?? {};
  const who = (admins: boolean) => (admins ? 'admins' : 'everybody');
  return (
    <>
      <h3 className="sheet__part">{words.whoMay}</h3>
      <SwitchRow
        title={words.postAdmins}
        text={words.postText}
        checked={post === 'admins'}
        onChange={(on) => change({ post: who(on) })}
      />
      <SwitchRow
        title={words.inviteAdmins}
        checked={invite === 'admins'}
        onChange={(on) => change({ invite: who(on) })}
      />
      <SwitchRow title={words.pinAdmins} checked={pin === 'admins'} onChange={(on) => change({ pin: who(on) })} />
      <SwitchRow
        title={words.mentionAdmins}
        checked={mentionAll === 'admins'}
        onChange={(on) => change({ mentionAll: who(on) })}
      />
    </>
  );
}

function Joining({ summary, change }: PartProps) {
  const words = useWords(groupWords);
  const { bans } = useWords(banWords);
  const { approval, history, receipts } = summary.settings ?? {};
  const conversation = summary.id;
  const waiting = useRequestCount(conversation);
  return (
    <>
      <h3 className="sheet__part">{words.joining}</h3>
      <OpenRow icon="link" title={words.linkTitle} onPress={() => openGroupDialog({ what: 'link', conversation })} />
      <OpenRow
        icon="person-plus"
        title={words.requests}
        value={waiting === 0 ? '' : `${waiting}`}
        onPress={() => openGroupDialog({ what: 'requests', conversation })}
      />
      <OpenRow icon="lock" title={bans} onPress={() => openGroupDialog({ what: 'bans', conversation })} />
      <SwitchRow
        title={words.approval}
        text={words.approvalText}
        checked={approval === true}
        onChange={(on) => change({ approval: on })}
      />
      <SwitchRow
        title={words.history}
        text={words.historyText}
        checked={history !== 'joining'}
        onChange={(on) => change({ history: on ? 'everything' : 'joining' })}
      />
      <SwitchRow
        title={words.receipts}
        text={words.receiptsText}
        checked={receipts !== false}
        onChange={(on) => change({ receipts: on })}
      />
    </>
  );
}

function OwnersPart({ summary, change }: PartProps) {
  const words = useWords(groupWords);
  const language = useLanguage();
  const conversation = summary.id;
  const until = summary.settings?.until;
  const from = until ?? Date.now();
  const longer = (days: number) => change({ until: from + days * DAY_MS });
  return (
    <>
      <h3 className="sheet__part">{words.lifetime}</h3>
      <div className="setting setting--lasts">
        <div className="setting__main">
          <span className="setting__title">
            {until === undefined ? words.lasting : words.endsOn(momentText(until, language))}
          </span>
          <span className="setting__text">{words.lastingText}</span>
        </div>
        <span className="setting__buttons">
          <Button size="sm" onClick={() => longer(1)}>
            {until === undefined ? words.oneDay : words.inOneDay}
          </Button>
          <Button size="sm" onClick={() => longer(7)}>
            {until === undefined ? words.sevenDays : words.inSevenDays}
          </Button>
          <Button size="sm" onClick={() => longer(30)}>
            {until === undefined ? words.thirtyDays : words.inThirtyDays}
          </Button>
          {until !== undefined && (
            <Button size="sm" kind="quiet" onClick={() => change({ until: null })}>
              {words.forGood}
            </Button>
          )}
        </span>
      </div>
      <h3 className="sheet__part">{words.ownership}</h3>
      <OpenRow
        icon="shield"
        title={words.handOver}
        text={words.handOverText}
        onPress={() => openGroupDialog({ what: 'hand-over', conversation })}
      />
      <OpenRow
        icon="alert"
        title={words.dissolve}
        text={words.dissolveText}
        onPress={() => openGroupDialog({ what: 'dissolve', conversation })}
      />
    </>
  );
}

interface OpenRowProps {
  icon: IconName;
  title: string;
  text?: string;
  value?: string;
  onPress: () => void;
}

function OpenRow({ icon, title, text, value = '', onPress }: OpenRowProps) {
  return (
    <button type="button" className="row row--tight" onClick={onPress}>
      <Icon name={icon} />
      <span className="setting__main">
        <span>{title}</span>
        {text !== undefined && <span className="setting__text">{text}</span>}
      </span>
      <span className="row__meta num">{value}</span>
      <Icon name="right" size="sm" className="quiet" />
    </button>
  );
}
