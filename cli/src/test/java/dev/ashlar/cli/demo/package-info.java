/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
@NullMarked
package ;

import org.jspecify.annotations.NullMarked;
