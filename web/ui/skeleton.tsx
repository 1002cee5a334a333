/** Grey shapes that keep the place of what is coming. Sizes are CSS lengths. */
export function Skeleton({ width, height, round = false }: { width: string; height: string; round?: boolean }) {
  return <i className={round ? 'skeleton skeleton--round' : 'skeleton'} style={{ width, height }} />;
}

/** Rows of a list that is loading. */
export function SkeletonRows({ count = 7, label }: { count?: number; label: string }) {
  const rows = Array.from({ length: count }, (_, index) => index);
  return (
    <div role="status" aria-label={label}>
      {rows.map((index) => (
        <div className="row" key={index} aria-hidden="true">
          <Skeleton width="44px" height="44px" round={index % 3 !== 0} />
          <span className="row__main skeleton-lines">
            <Skeleton width={`${38 + ((index * 23) % 37)}%`} height="12px" />
            <Skeleton width={`${60 + ((index * 17) % 31)}%`} height="10px" />
          </span>
        </div>
      ))}
    </div>
  );
}
