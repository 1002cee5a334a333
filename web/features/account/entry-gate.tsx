import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { useStatus } from '#web/app/client.tsx';
import { loadPart } from '#web/app/load-part.ts';
import { navigate } from '#web/app/navigation.ts';
import { type Route, returnPath } from '#web/app/route.ts';
import { Register } from './register.tsx';
import { SignIn } from './sign-in.tsx';

const NewPassword = lazy(async () => ({
  default: (await loadPart(() => import('./new-password.tsx'))).NewPassword,
}));

interface EntryGateProps {
  route: Route;
  /** What somebody without an account may see at the meetings. */
  guest: ReactNode;
  children: ReactNode;
}

/** The door: who is not signed in sees sign-in or registration, and comes out where their address led. */
export function EntryGate({ route, guest, children }: EntryGateProps) {
  const status = useStatus();
  const inside = status.at !== 'signed-out' && status.at !== 'starting';
  const atDoor = route.at === 'sign-in' || route.at === 'register';
  useEffect(() => {
    if (inside && atDoor) navigate(returnPath(location.search), { replace: true });
  }, [inside, atDoor]);

  if (status.at === 'starting') return <main className="whole-page" aria-busy="true" />;
  if (route.at === 'new-password') {
    return (
      <Suspense fallback={<main className="whole-page" aria-busy="true" />}>
        <NewPassword token={route.token} />
      </Suspense>
    );
  }
  if (status.at !== 'signed-out') return atDoor ? null : children;
  if (route.at === 'register') return <Register invite={route.invite} />;
  if (route.at === 'meetings') return guest;
  return <SignIn ended={status.reason} />;
}
