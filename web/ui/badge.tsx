/** A count of what waits for one; `99+` at most. `label` says it in words for who cannot see it. */
export function Badge({ count, label, muted = false }: { count: number; label?: string; muted?: boolean }) {
  if (count <= 0) return null;
  return (
    <b className={muted ? 'badge badge--muted' : 'badge'}>
      <span aria-hidden={label !== undefined}>{count > 99 ? '99+' : count}</span>
      {label !== undefined && <span className="visually-hidden">{label}</span>}
    </b>
  );
}
