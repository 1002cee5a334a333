/** The mark: a dot that rises from the line. Follows the theme. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 80 64" aria-hidden="true">
      <circle cx="24" cy="31" r="11" fill="currentColor" />
      <circle cx="54" cy="15" r="11" className="mark__rising" />
      <path
        fill="currentColor"
        d="M13 46.5c15 1.2 30.6-.2 46-3.7a6.6 6.6 0 0 1 2.3 13c-15.7-1.2-31.5.3-46.9 2.9a6.2 6.2 0 0 1-1.4-12.2Z"
      />
    </svg>
  );
}

/** The name beside the mark; its second i rises too. */
export function Wordmark() {
  return (
    <svg className="wordmark" viewBox="110 0 172 104" role="img" aria-label="Yiqi">
      <g fill="none" stroke="currentColor" strokeWidth="10.5" strokeLinecap="round" strokeLinejoin="round">
        <path d="M122 36v20a17 17 0 0 0 34 0V36m0 20v20a16 16 0 0 1-16 16h-7" />
        <path d="M182 36v37" />
        <path d="M244 54.5a18.5 18.5 0 1 0-37 0 18.5 18.5 0 0 0 37 0Zm0-18.5v56" />
        <path d="M271 36v37" />
      </g>
      <circle cx="182" cy="16" r="7.5" fill="currentColor" />
      <circle cx="271" cy="9" r="7.5" className="mark__rising" />
    </svg>
  );
}
