import { useState } from 'react';
import type { MeetingCalls } from '#client/meetings.ts';
import { attendanceFile } from '#kernel/attendance-file.ts';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { hostWords } from '../words/host.ts';

interface AttendanceButtonProps {
  calls: Pick<MeetingCalls, 'attendance'>;
  meeting: { number: string; title: string };
}

/** Who came and left when, as a file for spreadsheets. */
export function AttendanceButton({ calls, meeting }: AttendanceButtonProps) {
  const words = useWords(hostWords);
  const language = useLanguage();
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const visits = await calls.attendance(meeting.number);
      const { timeZone: zone } = new Intl.DateTimeFormat().resolvedOptions();
      const { columnName, columnKind, columnJoined, columnLeft, columnMinutes, member, guest, stillIn } = words;
      const columns = [columnName, columnKind, columnJoined, columnLeft, columnMinutes] as const;
      const text = attendanceFile(visits, { columns, member, guest, now: stillIn }, { zone, now: Date.now() });
      save(text, `${words.attendance} ${meeting.title || meeting.number}.csv`);
    } catch (error) {
      showToast(failureWords(error, language));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon="download" busy={busy} onClick={() => void download()}>
      {words.attendanceDownload}
    </Button>
  );
}

function save(text: string, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = name.replace(/[\\/:*?"<>|]/g, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
