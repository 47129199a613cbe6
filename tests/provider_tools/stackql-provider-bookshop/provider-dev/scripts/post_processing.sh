#!/bin/sh
# Adds the pages of lists to what the tools generated.
for file in provider-dev/openapi/src/bookshop/v00.00.00000/services/books.yaml; do
  cat provider-dev/config/pages.txt >> "$file"
done
