import { useEffect, useState } from 'react';
import { importFiles } from '../state/import-files.ts';
import { useStudio } from '../state/studio.ts';

/** Takes files that are dropped anywhere on the page, unless a place took them itself. Answers whether files are held over the page. */
export function useFileDrop(): boolean {
  const studio = useStudio();
  const [isDropping, setIsDropping] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const onDragOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // Else the browser would leave the page and show the file.
      event.preventDefault();
      setIsDropping(true);
    };
    const onDragLeave = (event: DragEvent) => event.relatedTarget === null && setIsDropping(false);
    const onDrop = (event: DragEvent) => {
      setIsDropping(false);
      if (!hasFiles(event) || event.defaultPrevented) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      const take = async () => {
        const paths = await Promise.all(files.map((file) => studio.host.takeFile(file)));
        const [first] = paths;
        if (paths.length === 1 && first.endsWith('.facet')) await studio.project.open(first);
        else await importFiles(studio, paths);
      };
      take().catch(studio.notices.tellFailure);
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [studio]);
  return isDropping;
}
