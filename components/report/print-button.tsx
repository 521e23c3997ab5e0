"use client";

import { Button } from "#components/ui/button.tsx";

/** Opens the print dialog. Without scripts there is none to open, so it is not shown. */
export function PrintButton() {
  return (
    <Button
      type="button"
      look="primary"
      size="small"
      className="noscript:hidden"
      onClick={() => {
        print();
      }}
    >
      Print
    </Button>
  );
}
