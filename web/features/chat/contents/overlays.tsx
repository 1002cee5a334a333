import { lazy, Suspense } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { bundleShown, forwarding, reactingTo, sending } from './showing.ts';

const BundleSheet = lazy(async () => ({
  default: (await loadPart(() => import('./bundle-sheet.tsx'))).BundleSheet,
}));
const ForwardSheet = lazy(async () => ({
  default: (await loadPart(() => import('./forward-sheet.tsx'))).ForwardSheet,
}));
const ContactSheet = lazy(async () => ({
  default: (await loadPart(() => import('./contact-sheet.tsx'))).ContactSheet,
}));
const LocationSheet = lazy(async () => ({
  default: (await loadPart(() => import('./location-sheet.tsx'))).LocationSheet,
}));
const ReactionPicker = lazy(async () => ({
  default: (await loadPart(() => import('../emoji/reaction-picker.tsx'))).ReactionPicker,
}));

/** What contents open over the conversation; each is loaded when it is first asked for. */
export function ContentOverlays() {
  const [bundle, forwarded, asked, reacting] = [bundleShown.use(), forwarding.use(), sending.use(), reactingTo.use()];
  return (
    <Suspense>
      {bundle && <BundleSheet bundle={bundle} />}
      {forwarded && <ForwardSheet from={forwarded.conversation} seqs={forwarded.seqs} />}
      {asked?.what === 'contact' && <ContactSheet to={asked.to} />}
      {asked?.what === 'location' && <LocationSheet to={asked.to} />}
      {reacting && <ReactionPicker line={reacting.line} anchor={reacting.anchor} />}
    </Suspense>
  );
}
