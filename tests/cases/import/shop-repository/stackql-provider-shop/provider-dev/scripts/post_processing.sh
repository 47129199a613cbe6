#!/bin/sh
sed -i s/a/b/ provider-dev/openapi/src/shop/v00.00.00000/services/*.yaml
