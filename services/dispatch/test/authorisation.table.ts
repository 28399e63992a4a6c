/**
 * Who may do what, in every situation that a case can be in: a column a person, a row a reading, a list or a command.
 * 200 done · 403 this person may not · 404 outside the scope · 409 nobody may, as the case is now · in, out: of the list.
 * The line above the names says how the person stands to the case. Every case was reported by resident-1.
 * This table is the expectation: authorisation.db.spec.ts holds the service to it.
 */
const table = `
# a grid’s case, taken by grid-worker-1
                  own            same unit      its leader     sibling unit   other street         level above  an office  its centre    its centre  supervises    leads     district    a department  edits     reporter    a stranger
                  grid-worker-1  grid-worker-2  grid-leader-1  grid-worker-3  grid-worker-1-other  community-1  post-1     dispatcher-1  verifier-1  supervisor-1  leader-1  district-1  department-1  editor-1  resident-1  resident-2
read              200            200            200            404            404                  404          404        200           404         200           200       200         404           404       200         404
list              in             in             in             out            out                  out          out        in            out         in            in        in          out           out       in          out
ledger            200            200            200            404            404                  404          404        200           404         200           200       200         404           404       403         404
accept            409            409            409            404            404                  404          404        409           404         403           403       409         404           404       403         404
hand-over         200            403            200            404            404                  404          404        403           404         403           403       403         404           404       403         404
solve             200            403            403            404            404                  404          404        403           404         403           403       403         404           404       403         404
report-up         200            403            403            404            404                  404          404        403           404         403           403       403         404           404       403         404
dispatch          403            403            409            404            404                  404          404        409           404         403           403       409         404           404       403         404
decline           403            403            409            404            404                  404          404        409           404         403           403       409         404           404       403         404
reclassify        403            403            409            404            404                  404          404        409           404         403           403       409         404           404       403         404
feed-back         409            409            409            404            404                  404          404        403           404         403           403       403         404           404       403         404
suspend           200            403            403            404            404                  404          404        403           404         403           403       403         404           404       403         404
resume            409            409            409            404            404                  404          404        409           404         403           403       409         404           404       403         404
request-decision  200            403            403            404            404                  404          404        403           404         403           403       403         404           404       403         404
verify            403            403            409            404            404                  404          404        409           404         403           403       409         404           404       403         404
answer            403            403            403            404            404                  404          404        403           404         403           403       403         404           404       409         404
withdraw          403            403            403            404            404                  404          404        403           404         403           403       403         404           404       200         404
void              200            200            200            404            404                  404          404        200           404         403           403       200         404           404       403         404
comment           200            200            200            404            404                  404          404        200           404         200           200       200         404           404       200         404

# a community’s case, taken by community-1
                  own          same unit    sibling unit  other street       its grid       reported it up  an office  its centre    its centre  supervises    leads     district    a department  edits     reporter    a stranger
                  community-1  community-2  community-3   community-1-other  grid-worker-1  grid-worker-2   post-1     dispatcher-1  verifier-1  supervisor-1  leader-1  district-1  department-1  editor-1  resident-1  resident-2
read              200          200          404           404                404            200             404        200           404         200           200       200         404           404       200         404
list              in           in           out           out                out            in              out        in            out         in            in        in          out           out       in          out
ledger            200          200          404           404                404            200             404        200           404         200           200       200         404           404       403         404
accept            409          409          404           404                404            409             404        409           404         403           403       409         404           404       403         404
hand-over         200          403          404           404                404            403             404        403           404         403           403       403         404           404       403         404
solve             200          403          404           404                404            403             404        403           404         403           403       403         404           404       403         404
report-up         200          403          404           404                404            403             404        403           404         403           403       403         404           404       403         404
dispatch          409          409          404           404                404            403             404        409           404         403           403       409         404           404       403         404
decline           409          409          404           404                404            403             404        409           404         403           403       409         404           404       403         404
reclassify        409          409          404           404                404            403             404        409           404         403           403       409         404           404       403         404
feed-back         409          409          404           404                404            409             404        403           404         403           403       403         404           404       403         404
suspend           200          403          404           404                404            403             404        403           404         403           403       403         404           404       403         404
resume            409          409          404           404                404            409             404        409           404         403           403       409         404           404       403         404
request-decision  200          403          404           404                404            403             404        403           404         403           403       403         404           404       403         404
verify            409          409          404           404                404            403             404        409           404         403           403       409         404           404       403         404
answer            403          403          404           404                404            403             404        403           404         403           403       403         404           404       409         404
withdraw          403          403          404           404                404            403             404        403           404         403           403       403         404           404       200         404
void              200          200          404           404                404            403             404        200           404         403           403       200         404           404       403         404
comment           200          200          404           404                404            200             404        200           404         200           200       200         404           404       200         404

# triage at the street, taken by dispatcher-1
                  own           same unit     other post  other street        its grid       its community  an office  supervises    leads     district    a department  edits     reporter    a stranger
                  dispatcher-1  dispatcher-2  verifier-1  dispatcher-1-other  grid-worker-1  community-1    post-1     supervisor-1  leader-1  district-1  department-1  editor-1  resident-1  resident-2
read              200           200           200         404                 404            404            404        200           200       200         404           404       200         404
list              in            in            in          out                 out            out            out        in            in        in          out           out       in          out
ledger            200           200           200         404                 404            404            404        200           200       200         404           404       403         404
accept            409           409           409         404                 404            404            404        403           403       409         404           404       403         404
hand-over         200           403           403         404                 404            404            404        403           403       403         404           404       403         404
solve             403           403           403         404                 404            404            404        403           403       403         404           404       403         404
report-up         200           403           403         404                 404            404            404        403           403       403         404           404       403         404
dispatch          200           403           403         404                 404            404            404        403           403       403         404           404       403         404
decline           200           403           403         404                 404            404            404        403           403       403         404           404       403         404
reclassify        200           403           403         404                 404            404            404        403           403       403         404           404       403         404
feed-back         403           403           403         404                 404            404            404        403           403       403         404           404       403         404
suspend           403           403           403         404                 404            404            404        403           403       403         404           404       403         404
resume            409           409           403         404                 404            404            404        403           403       409         404           404       403         404
request-decision  403           403           403         404                 404            404            404        403           403       403         404           404       403         404
verify            409           409           409         404                 404            404            404        403           403       409         404           404       403         404
answer            403           403           403         404                 404            404            404        403           403       403         404           404       409         404
withdraw          403           403           403         404                 404            404            404        403           403       403         404           404       200         404
void              200           200           200         404                 404            404            404        403           403       200         404           404       403         404
comment           200           200           200         404                 404            404            404        200           200       200         404           404       200         404

# an office’s case, taken by nobody
                  own     same post  same unit  sibling unit  other street  its grid       its community  other centre        its centre    its centre  supervises    leads     district    a department  edits     reporter    a stranger
                  post-1  post-2     clerk-1    post-3        post-1-other  grid-worker-1  community-1    dispatcher-1-other  dispatcher-1  verifier-1  supervisor-1  leader-1  district-1  department-1  editor-1  resident-1  resident-2
read              200     200        200        404           404           404            404            404                 200           404         200           200       200         404           404       200         404
list              in      in         in         out           out           out            out            out                 in            out         in            in        in          out           out       in          out
ledger            200     200        200        404           404           404            404            404                 200           404         200           200       200         404           404       403         404
accept            200     200        200        404           404           404            404            404                 403           404         403           403       403         404           404       403         404
hand-over         409     409        409        404           404           404            404            404                 409           404         403           403       409         404           404       403         404
solve             409     409        409        404           404           404            404            404                 403           404         403           403       403         404           404       403         404
report-up         409     409        409        404           404           404            404            404                 409           404         403           403       409         404           404       403         404
dispatch          403     403        403        404           404           404            404            404                 200           404         403           403       403         404           404       403         404
decline           403     403        403        404           404           404            404            404                 409           404         403           403       409         404           404       403         404
reclassify        403     403        403        404           404           404            404            404                 409           404         403           403       409         404           404       403         404
feed-back         200     200        200        404           404           404            404            404                 403           404         403           403       403         404           404       403         404
suspend           409     409        409        404           404           404            404            404                 403           404         403           403       403         404           404       403         404
resume            409     409        409        404           404           404            404            404                 409           404         403           403       409         404           404       403         404
request-decision  409     409        409        404           404           404            404            404                 403           404         403           403       403         404           404       403         404
verify            403     403        403        404           404           404            404            404                 409           404         403           403       409         404           404       403         404
answer            403     403        403        404           404           404            404            404                 403           404         403           403       403         404           404       409         404
withdraw          403     403        403        404           404           404            404            404                 403           404         403           403       403         404           404       200         404
void              200     200        200        404           404           404            404            404                 200           404         403           403       200         404           404       403         404
comment           200     200        200        404           404           404            404            404                 200           404         200           200       200         404           404       200         404

# an office’s case, given to the post of post-1
                  own     same post  other post  sibling unit  other street  its grid       its community  other centre        its centre    its centre  supervises    leads     district    a department  edits     reporter    a stranger
                  post-1  post-2     clerk-1     post-3        post-1-other  grid-worker-1  community-1    dispatcher-1-other  dispatcher-1  verifier-1  supervisor-1  leader-1  district-1  department-1  editor-1  resident-1  resident-2
read              200     200        200         404           404           404            404            404                 200           404         200           200       200         404           404       200         404
list              in      in         in          out           out           out            out            out                 in            out         in            in        in          out           out       in          out
ledger            200     200        200         404           404           404            404            404                 200           404         200           200       200         404           404       403         404
accept            200     200        403         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
hand-over         409     409        409         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
solve             409     409        409         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
report-up         409     409        409         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
dispatch          403     403        403         404           404           404            404            404                 200           404         403           403       403         404           404       403         404
decline           403     403        403         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
reclassify        403     403        403         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
feed-back         200     200        403         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
suspend           409     409        409         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
resume            409     409        409         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
request-decision  409     409        409         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
verify            403     403        403         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
answer            403     403        403         404           404           404            404            404                 403           404         403           403       403         404           404       409         404
withdraw          403     403        403         404           404           404            404            404                 403           404         403           403       403         404           404       200         404
void              200     200        403         404           404           404            404            404                 200           404         403           403       200         404           404       403         404
comment           200     200        200         404           404           404            404            404                 200           404         200           200       200         404           404       200         404

# an office’s case, taken by post-1
                  own     same post  other post  sibling unit  other street  its grid       its community  other centre        its centre    its centre  supervises    leads     district    a department  edits     reporter    a stranger
                  post-1  post-2     clerk-1     post-3        post-1-other  grid-worker-1  community-1    dispatcher-1-other  dispatcher-1  verifier-1  supervisor-1  leader-1  district-1  department-1  editor-1  resident-1  resident-2
read              200     200        200         404           404           404            404            404                 200           404         200           200       200         404           404       200         404
list              in      in         in          out           out           out            out            out                 in            out         in            in        in          out           out       in          out
ledger            200     200        200         404           404           404            404            404                 200           404         200           200       200         404           404       403         404
accept            409     409        409         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
hand-over         200     403        403         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
solve             409     409        409         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
report-up         409     409        409         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
dispatch          403     403        403         404           404           404            404            404                 200           404         403           403       403         404           404       403         404
decline           403     403        403         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
reclassify        403     403        403         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
feed-back         200     403        403         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
suspend           200     403        403         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
resume            409     409        409         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
request-decision  200     403        403         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
verify            403     403        403         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
answer            403     403        403         404           404           404            404            404                 403           404         403           403       403         404           404       409         404
withdraw          403     403        403         404           404           404            404            404                 403           404         403           403       403         404           404       200         404
void              200     200        200         404           404           404            404            404                 200           404         403           403       200         404           404       403         404
comment           200     200        200         404           404           404            404            404                 200           404         200           200       200         404           404       200         404

# an office’s case, suspended by post-1
                  own     same post  other post  sibling unit  other street  its grid       its community  other centre        its centre    its centre  supervises    leads     district    a department  edits     reporter    a stranger
                  post-1  post-2     clerk-1     post-3        post-1-other  grid-worker-1  community-1    dispatcher-1-other  dispatcher-1  verifier-1  supervisor-1  leader-1  district-1  department-1  editor-1  resident-1  resident-2
read              200     200        200         404           404           404            404            404                 200           404         200           200       200         404           404       200         404
list              in      in         in          out           out           out            out            out                 in            out         in            in        in          out           out       in          out
ledger            200     200        200         404           404           404            404            404                 200           404         200           200       200         404           404       403         404
accept            409     409        409         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
hand-over         200     403        403         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
solve             409     409        409         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
report-up         409     409        409         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
dispatch          403     403        403         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
decline           403     403        403         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
reclassify        403     403        403         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
feed-back         409     409        409         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
suspend           409     409        409         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
resume            200     403        403         404           404           404            404            404                 200           404         403           403       403         404           404       403         404
request-decision  409     409        409         404           404           404            404            404                 403           404         403           403       403         404           404       403         404
verify            403     403        403         404           404           404            404            404                 409           404         403           403       409         404           404       403         404
answer            403     403        403         404           404           404            404            404                 403           404         403           403       403         404           404       409         404
withdraw          403     403        403         404           404           404            404            404                 403           404         403           403       403         404           404       200         404
void              200     200        200         404           404           404            404            404                 200           404         403           403       200         404           404       403         404
comment           200     200        200         404           404           404            404            404                 200           404         200           200       200         404           404       200         404

# a department’s case, taken by department-1
                  own           an office  its grid       its community  other street        its centre    its centre  supervises    leads     district    edits     reporter    a stranger
                  department-1  post-1     grid-worker-1  community-1    dispatcher-1-other  dispatcher-1  verifier-1  supervisor-1  leader-1  district-1  editor-1  resident-1  resident-2
read              200           404        404            404            404                 200           404         200           200       200         404       200         404
list              in            out        out            out            out                 in            out         in            in        in          out       in          out
ledger            200           404        404            404            404                 200           404         200           200       200         404       403         404
accept            409           404        404            404            404                 409           404         403           403       409         404       403         404
hand-over         200           404        404            404            404                 403           404         403           403       403         404       403         404
solve             409           404        404            404            404                 403           404         403           403       403         404       403         404
report-up         409           404        404            404            404                 409           404         403           403       409         404       403         404
dispatch          403           404        404            404            404                 403           404         403           403       200         404       403         404
decline           403           404        404            404            404                 409           404         403           403       409         404       403         404
reclassify        403           404        404            404            404                 409           404         403           403       409         404       403         404
feed-back         200           404        404            404            404                 403           404         403           403       403         404       403         404
suspend           200           404        404            404            404                 403           404         403           403       403         404       403         404
resume            409           404        404            404            404                 409           404         403           403       409         404       403         404
request-decision  200           404        404            404            404                 403           404         403           403       403         404       403         404
verify            403           404        404            404            404                 409           404         403           403       409         404       403         404
answer            403           404        404            404            404                 403           404         403           403       403         404       409         404
withdraw          403           404        404            404            404                 403           404         403           403       403         404       200         404
void              200           404        404            404            404                 200           404         403           403       200         404       403         404
comment           200           404        404            404            404                 200           404         200           200       200         404       200         404

# verifying at the street, taken by verifier-1
                  own         other post    handled it  their unit  other street      its grid       its community  its centre    supervises    leads     district    a department  edits     reporter    a stranger
                  verifier-1  dispatcher-2  post-1      post-2      verifier-1-other  grid-worker-1  community-1    dispatcher-1  supervisor-1  leader-1  district-1  department-1  editor-1  resident-1  resident-2
read              200         200           200         404         404               404            404            200           200           200       200         404           404       200         404
list              in          in            in          out         out               out            out            in            in            in        in          out           out       in          out
ledger            200         200           200         404         404               404            404            200           200           200       200         404           404       403         404
accept            409         409           409         404         404               404            404            409           403           403       409         404           404       403         404
hand-over         200         403           403         404         404               404            404            403           403           403       403         404           404       403         404
solve             403         403           409         404         404               404            404            403           403           403       403         404           404       403         404
report-up         403         409           409         404         404               404            404            409           403           403       409         404           404       403         404
dispatch          403         409           403         404         404               404            404            409           403           403       409         404           404       403         404
decline           403         409           403         404         404               404            404            409           403           403       409         404           404       403         404
reclassify        403         409           403         404         404               404            404            409           403           403       409         404           404       403         404
feed-back         403         403           409         404         404               404            404            403           403           403       403         404           404       403         404
suspend           403         403           409         404         404               404            404            403           403           403       403         404           404       403         404
resume            403         409           409         404         404               404            404            409           403           403       409         404           404       403         404
request-decision  403         403           409         404         404               404            404            403           403           403       403         404           404       403         404
verify            200         403           403         404         404               404            404            403           403           403       403         404           404       403         404
answer            403         403           403         404         404               404            404            403           403           403       403         404           404       409         404
withdraw          403         403           403         404         404               404            404            403           403           403       403         404           404       409         404
void              200         200           403         404         404               404            404            200           403           403       200         404           404       403         404
comment           200         200           200         404         404               404            404            200           200           200       200         404           404       200         404

# verifying in the grid, taken by nobody
                  its leader     handled it     same unit      sibling unit   other street         community above  sibling unit  an office  its centre    its centre  supervises    leads     district    a department  edits     reporter    a stranger
                  grid-leader-1  grid-worker-1  grid-worker-2  grid-leader-2  grid-leader-1-other  community-1      community-3   post-1     dispatcher-1  verifier-1  supervisor-1  leader-1  district-1  department-1  editor-1  resident-1  resident-2
read              200            200            200            404            404                  200              404           404        200           404         200           200       200         404           404       200         404
list              in             in             in             out            out                  in               out           out        in            out         in            in        in          out           out       in          out
ledger            200            200            200            404            404                  200              404           404        200           404         200           200       200         404           404       403         404
accept            200            403            403            404            404                  200              404           404        403           404         403           403       403         404           404       403         404
hand-over         409            409            409            404            404                  409              404           404        409           404         403           403       409         404           404       403         404
solve             409            409            409            404            404                  409              404           404        403           404         403           403       403         404           404       403         404
report-up         409            409            409            404            404                  409              404           404        409           404         403           403       409         404           404       403         404
dispatch          409            403            403            404            404                  409              404           404        409           404         403           403       409         404           404       403         404
decline           409            403            403            404            404                  409              404           404        409           404         403           403       409         404           404       403         404
reclassify        409            403            403            404            404                  409              404           404        409           404         403           403       409         404           404       403         404
feed-back         409            409            409            404            404                  409              404           404        403           404         403           403       403         404           404       403         404
suspend           409            409            409            404            404                  409              404           404        403           404         403           403       403         404           404       403         404
resume            409            409            409            404            404                  409              404           404        409           404         403           403       409         404           404       403         404
request-decision  409            409            409            404            404                  409              404           404        403           404         403           403       403         404           404       403         404
verify            200            403            403            404            404                  200              404           404        403           404         403           403       403         404           404       403         404
answer            403            403            403            404            404                  403              404           404        403           404         403           403       403         404           404       409         404
withdraw          403            403            403            404            404                  403              404           404        403           404         403           403       403         404           404       409         404
void              200            403            403            404            404                  200              404           404        200           404         403           403       200         404           404       403         404
comment           200            200            200            404            404                  200              404           404        200           404         200           200       200         404           404       200         404

# triage in the grid, reopened
                  its leader     handled it     same unit      sibling unit   other street         community above  its centre    its centre  supervises    leads     district    a department  edits     reporter    a stranger
                  grid-leader-1  grid-worker-1  grid-worker-2  grid-leader-2  grid-leader-1-other  community-1      dispatcher-1  verifier-1  supervisor-1  leader-1  district-1  department-1  editor-1  resident-1  resident-2
read              200            200            200            404            404                  404              200           404         200           200       200         404           404       200         404
list              in             in             in             out            out                  out              in            out         in            in        in          out           out       in          out
ledger            200            200            200            404            404                  404              200           404         200           200       200         404           404       403         404
accept            200            403            403            404            404                  404              403           404         403           403       403         404           404       403         404
hand-over         409            409            409            404            404                  404              409           404         403           403       409         404           404       403         404
solve             409            409            409            404            404                  404              403           404         403           403       403         404           404       403         404
report-up         409            409            409            404            404                  404              409           404         403           403       409         404           404       403         404
dispatch          200            403            403            404            404                  404              403           404         403           403       403         404           404       403         404
decline           409            403            403            404            404                  404              409           404         403           403       409         404           404       403         404
reclassify        409            403            403            404            404                  404              409           404         403           403       409         404           404       403         404
feed-back         409            409            409            404            404                  404              403           404         403           403       403         404           404       403         404
suspend           409            409            409            404            404                  404              403           404         403           403       403         404           404       403         404
resume            409            409            409            404            404                  404              409           404         403           403       409         404           404       403         404
request-decision  409            409            409            404            404                  404              403           404         403           403       403         404           404       403         404
verify            409            403            403            404            404                  404              409           404         403           403       409         404           404       403         404
answer            403            403            403            404            404                  404              403           404         403           403       403         404           404       409         404
withdraw          403            403            403            404            404                  404              403           404         403           403       403         404           404       200         404
void              200            403            403            404            404                  404              200           404         403           403       200         404           404       403         404
comment           200            200            200            404            404                  404              200           404         200           200       200         404           404       200         404

# answering
                  verified it  handled it  their unit  other street      its grid       its community  its centre    supervises    leads     district    a department  edits     reporter    a stranger
                  verifier-1   post-1      post-2      verifier-1-other  grid-worker-1  community-1    dispatcher-1  supervisor-1  leader-1  district-1  department-1  editor-1  resident-1  resident-2
read              200          200         404         404               404            404            200           200           200       200         404           404       200         404
list              in           in          out         out               out            out            in            in            in        in          out           out       in          out
ledger            200          200         404         404               404            404            200           200           200       200         404           404       403         404
accept            409          409         404         404               404            404            409           403           403       409         404           404       403         404
hand-over         409          409         404         404               404            404            409           403           403       409         404           404       403         404
solve             403          409         404         404               404            404            403           403           403       403         404           404       403         404
report-up         403          409         404         404               404            404            409           403           403       409         404           404       403         404
dispatch          403          403         404         404               404            404            409           403           403       409         404           404       403         404
decline           403          403         404         404               404            404            409           403           403       409         404           404       403         404
reclassify        403          403         404         404               404            404            409           403           403       409         404           404       403         404
feed-back         403          409         404         404               404            404            403           403           403       403         404           404       403         404
suspend           403          409         404         404               404            404            403           403           403       403         404           404       403         404
resume            403          409         404         404               404            404            409           403           403       409         404           404       403         404
request-decision  403          409         404         404               404            404            403           403           403       403         404           404       403         404
verify            409          403         404         404               404            404            409           403           403       409         404           404       403         404
answer            403          403         404         404               404            404            403           403           403       403         404           404       200         404
withdraw          403          403         404         404               404            404            403           403           403       403         404           404       409         404
void              200          403         404         404               404            404            200           403           403       200         404           404       403         404
comment           200          200         404         404               404            404            200           200           200       200         404           404       200         404

# closed
                  verified it  handled it  their unit  other street      its grid       its community  its centre    supervises    leads     district    a department  edits     reporter    a stranger
                  verifier-1   post-1      post-2      verifier-1-other  grid-worker-1  community-1    dispatcher-1  supervisor-1  leader-1  district-1  department-1  editor-1  resident-1  resident-2
read              200          200         404         404               404            404            200           200           200       200         404           404       200         404
list              in           in          out         out               out            out            in            in            in        in          out           out       in          out
ledger            200          200         404         404               404            404            200           200           200       200         404           404       403         404
accept            409          409         404         404               404            404            409           403           403       409         404           404       403         404
hand-over         409          409         404         404               404            404            409           403           403       409         404           404       403         404
solve             403          409         404         404               404            404            403           403           403       403         404           404       403         404
report-up         403          409         404         404               404            404            409           403           403       409         404           404       403         404
dispatch          403          403         404         404               404            404            409           403           403       409         404           404       403         404
decline           403          403         404         404               404            404            409           403           403       409         404           404       403         404
reclassify        403          403         404         404               404            404            409           403           403       409         404           404       403         404
feed-back         403          409         404         404               404            404            403           403           403       403         404           404       403         404
suspend           403          409         404         404               404            404            403           403           403       403         404           404       403         404
resume            403          409         404         404               404            404            409           403           403       409         404           404       403         404
request-decision  403          409         404         404               404            404            403           403           403       403         404           404       403         404
verify            409          403         404         404               404            404            409           403           403       409         404           404       403         404
answer            403          403         404         404               404            404            403           403           403       403         404           404       200         404
withdraw          403          403         404         404               404            404            403           403           403       403         404           404       409         404
void              409          409         404         404               404            404            409           403           403       409         404           404       403         404
comment           200          200         404         404               404            404            200           200           200       200         404           404       200         404
`

export interface Block {
  readonly situation: string
  readonly people: readonly string[]
  /** By row, then by person. */
  readonly expected: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export const blocks: readonly Block[] = table
  .trim()
  .split('\n\n')
  .map((block) => {
    const [title = '', , names = '', ...rows] = block.split('\n')
    const people = names.trim().split(/\s+/)
    const expected = rows.map((row) => {
      const [name = '', ...cells] = row.split(/\s+/)
      return [name, Object.fromEntries(people.map((login, n) => [login, cells[n] ?? '']))] as const
    })
    return { situation: title.replace('# ', ''), people, expected: Object.fromEntries(expected) }
  })
