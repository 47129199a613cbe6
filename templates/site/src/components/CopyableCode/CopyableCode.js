import React, { useEffect, useState } from 'react';

import styles from './CopyableCode.module.css';

/** Code with a button that puts it into the clipboard. */
export default function CopyableCode({ code }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await navigator.clipboard.writeText(code);
    setCopied(true);
  };
  return (
    <span className={styles.copyable}>
      <code>{code}</code>
      <button
        type="button"
        className={styles.button}
        onClick={copy}
        aria-label={copied ? 'Copied' : `Copy ${code}`}
        title={copied ? 'Copied' : 'Copy'}
      >
        <svg viewBox="0 0 24 24" width="14" height="14" aria-hidden="true">
          <path
            fill="currentColor"
            d={
              copied
                ? 'M9 16.2 4.8 12l-1.4 1.4L9 19 21 7l-1.4-1.4z'
                : 'M16 1H4a2 2 0 0 0-2 2v14h2V3h12zm3 4H8a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V7a2 2 0 0 0-2-2zm0 16H8V7h11z'
            }
          />
        </svg>
      </button>
    </span>
  );
}
