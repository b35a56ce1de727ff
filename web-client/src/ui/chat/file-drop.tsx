import { Upload } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n';
import { Rich } from '../i18n/rich';
import { toast } from '../notices';
import { visible } from '../text';
import type { Conversation } from './conversation';

/** Files that are dragged over the page or pasted into it are sent. */
export function FileDrop({ conversation }: { conversation: Conversation }) {
  const [over, setOver] = useState(false);
  useEffect(
    () => listenForFiles({ onOver: setOver, onFiles: (files) => conversation.sendFiles(files) }),
    [conversation],
  );
  if (!over) return null;
  const to = conversation.recipient.value;
  return (
    <div class="drop-zone">
      <p>
        <Upload size={28} aria-hidden="true" />
        {!conversation.mayWrite ? (
          t('chat.mayNotWrite')
        ) : to ? (
          <Rich id="files.dropTo" parts={{ name: <bdi>{visible(to.name)}</bdi> }} />
        ) : (
          t('files.drop')
        )}
      </p>
    </div>
  );
}

interface FileListener {
  readonly onOver: (over: boolean) => void;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Browsers say at least every 350 ms that something is dragged over the page, but not always that it no longer is. */
const quietMs = 600;

function listenForFiles({ onOver, onFiles }: FileListener): () => void {
  const stop = new AbortController();
  const on = <K extends keyof WindowEventMap>(type: K, listener: (event: WindowEventMap[K]) => void) =>
    window.addEventListener(type, listener, { signal: stop.signal });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leave = () => {
    clearTimeout(timer);
    onOver(false);
  };
  const over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    clearTimeout(timer);
    timer = setTimeout(leave, quietMs);
    onOver(true);
  };
  on('dragenter', over);
  on('dragover', over);
  on('drop', (event) => {
    const data = event.dataTransfer;
    if (!data?.types.includes('Files')) return;
    event.preventDefault();
    leave();
    sendAll(filesOf(data), onFiles);
  });
  on('paste', (event) => {
    const data = event.clipboardData;
    // Cells and words of office programs come with a picture of themselves: their text is what is meant.
    if (!data || data.files.length === 0 || data.types.includes('text/plain')) return;
    if (event.target instanceof Element && event.target.closest('dialog')) return;
    event.preventDefault();
    sendAll(filesOf(data), onFiles);
  });
  return () => {
    clearTimeout(timer);
    stop.abort();
  };
}

function sendAll({ files, folders }: { files: File[]; folders: boolean }, onFiles: (files: File[]) => void) {
  if (folders) toast(t('files.folder'), 'warning', 7000);
  if (files.length > 0) onFiles(files);
}

function filesOf(data: DataTransfer): { files: File[]; folders: boolean } {
  const items = [...data.items].filter((item) => item.kind === 'file');
  const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry?.()?.isDirectory ?? false;
  const files = items.filter((item) => !isFolder(item)).map((item) => item.getAsFile());
  return { files: files.filter((file) => file !== null), folders: items.some(isFolder) };
}
