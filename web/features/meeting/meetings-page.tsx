export function MeetingsPage() {
  return <main className="pane pane--main" />;
}
