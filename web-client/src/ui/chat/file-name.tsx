import { visible } from '../text';
import { shownName } from './file-names';

/** A file's name on one line; if it is too long its end stays, which says what kind of file it is. */
export function FileName({ name }: { name: string }) {
  const { stem, extension } = shownName(name);
  return (
    <bdi class="file-name" title={visible(name)}>
      <span class="file-stem">{stem}</span>
      <span>{extension}</span>
    </bdi>
  );
}
