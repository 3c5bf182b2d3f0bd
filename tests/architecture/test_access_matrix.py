"""Every door of the house, and what it says to each of the cast: the one table to show an auditor.

`docs/reference/access.md` is drawn from the marks on the views and the roles; here each door is
knocked on in earnest, and what it answers must be what stands in the table, and what was drawn.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from kominn.config import drawing

OPEN, LOGIN, REFUSED, HIDDEN, METHOD = "open", "login", "refused", "hidden", "method"
"""What a door can say: come in; log in first; your role may not (403); it does not exist for you
(404); it takes deeds only (405)."""

# Stian is an employee, Inga on intake, Kari a coordinator, Leif a leader, Ada an administrator and
# Per protects data (see conftest). Olga coordinates in another team: she may read concerns, but
# none of these. Lars worked here until a moment ago, and his browser is still open.
# A door that says "method" to anyone has one more row, for what it says to the deed itself.
DOORS = """
                                     nobody  stian   inga    kari    leif    ada     per     olga    lars

# The open city
portal:front                         open    open    open    open    open    open    open    open    open
portal:privacy                       open    open    open    open    open    open    open    open    open
portal:told_and_done                 open    open    open    open    open    open    open    open    open
portal:accessibility                 open    open    open    open    open    open    open    open    open
plan                                 open    open    open    open    open    open    open    open    open
city                                 open    open    open    open    open    open    open    open    open

challenges:challenges                open    open    open    open    open    open    open    open    open
challenges:challenge                 open    open    open    open    open    open    open    open    open
challenges:desk                      login   refused refused open    refused refused refused open    login
challenges:add                       login   refused refused open    refused refused refused open    login
challenges:change                    login   refused refused open    refused refused refused open    login
challenges:throw_away                method  method  method  method  method  method  method  method  method
POST challenges:throw_away           login   refused refused open    refused refused refused open    login

indicators:figures                   open    open    open    open    open    open    open    open    open
indicators:drawings                  open    open    open    open    open    open    open    open    open
indicators:figure                    open    open    open    open    open    open    open    open    open
indicators:figure_csv                open    open    open    open    open    open    open    open    open
indicators:figure_png                open    open    open    open    open    open    open    open    open
indicators:figure_bars_png           open    open    open    open    open    open    open    open    open
indicators:figure_json               open    open    open    open    open    open    open    open    open
areas:areas                          login   refused refused open    refused refused refused open    login
areas:file                           login   refused refused open    refused refused refused open    login
areas:raw                            login   refused refused open    refused refused refused open    login
areas:keep                           method  method  method  method  method  method  method  method  method
POST areas:keep                      login   refused refused open    refused refused refused open    login
areas:refuse                         method  method  method  method  method  method  method  method  method
POST areas:refuse                    login   refused refused open    refused refused refused open    login
indicators:chapters                  login   refused refused open    refused refused refused open    login
indicators:add_chapter               login   refused refused open    refused refused refused open    login
indicators:chapter                   login   refused refused open    refused refused refused open    login
indicators:move_chapter              method  method  method  method  method  method  method  method  method
POST indicators:move_chapter         login   refused refused open    refused refused refused open    login
indicators:codes                     login   refused refused open    refused refused refused open    login
indicators:codes_file                login   refused refused open    refused refused refused open    login
indicators:raw_codes                 login   refused refused open    refused refused refused open    login
indicators:keep_codes                method  method  method  method  method  method  method  method  method
POST indicators:keep_codes           login   refused refused open    refused refused refused open    login
indicators:refuse_codes              method  method  method  method  method  method  method  method  method
POST indicators:refuse_codes         login   refused refused open    refused refused refused open    login
places:places                        login   refused refused open    refused refused refused open    login
places:add                           login   refused refused open    refused refused refused open    login
places:change                        login   refused refused open    refused refused refused open    login
indicators:desk                      login   refused refused open    refused refused refused open    login
indicators:dataset                   login   refused refused open    refused refused refused open    login
indicators:add_table                 login   refused refused open    refused refused refused open    login
indicators:change_table              login   refused refused open    refused refused refused open    login
indicators:reading                   login   refused refused open    refused refused refused open    login
indicators:sample                    method  method  method  method  method  method  method  method  method
POST indicators:sample               login   refused refused open    refused refused refused open    login
indicators:add_indicator             login   refused refused open    refused refused refused open    login
indicators:change_indicator          login   refused refused open    refused refused refused open    login
indicators:fetch                     method  method  method  method  method  method  method  method  method
POST indicators:fetch                login   refused refused open    refused refused refused open    login
indicators:vintage                   login   refused refused open    refused refused refused open    login
indicators:raw                       login   refused refused open    refused refused refused open    login
indicators:keep                      method  method  method  method  method  method  method  method  method
POST indicators:keep                 login   refused refused open    refused refused refused open    login
indicators:refuse                    method  method  method  method  method  method  method  method  method
POST indicators:refuse               login   refused refused open    refused refused refused open    login

support:areas                        open    open    open    open    open    open    open    open    open
support:area                         open    open    open    open    open    open    open    open    open
support:desk                         login   refused refused open    open    refused refused open    login
support:start                        login   refused refused open    open    refused refused open    login
support:ingredients                  login   refused refused open    open    refused refused open    login
support:take_out                     method  method  method  method  method  method  method  method  method
POST support:take_out                login   refused refused open    open    refused refused open    login
support:assessment                   login   refused refused open    open    refused refused open    login
support:raw                          login   refused refused open    open    refused refused open    login
support:set_aside                    login   refused refused open    open    refused refused open    login
support:profiles                     login   refused refused open    open    refused refused open    login
support:profile                      login   refused refused open    open    refused refused open    login
support:meeting                      login   refused refused open    open    refused refused open    login
support:show                         method  method  method  method  method  method  method  method  method
POST support:show                    login   refused refused open    open    refused refused open    login
support:open                         method  method  method  method  method  method  method  method  method
POST support:open                    login   refused refused open    open    refused refused open    login
support:hold_back                    method  method  method  method  method  method  method  method  method
POST support:hold_back               login   refused refused open    open    refused refused open    login

# Reporters
concerns:report                      open    open    open    open    open    open    open    open    open
concerns:report_as_employee          open    open    open    open    open    open    open    open    open
concerns:keep_receipt                open    open    open    open    open    open    open    open    open
concerns:mailbox                     open    open    open    open    open    open    open    open    open
concerns:duty_to_avert               open    open    open    open    open    open    open    open    open
concerns:duty_to_notify              open    open    open    open    open    open    open    open    open

# Young people (nobody here sits on a seat), and those who lead courses
allin:young                          open    open    open    open    open    open    open    open    open
allin:enter                          open    open    open    open    open    open    open    open    open
allin:join                           open    open    open    open    open    open    open    open    open
allin:here                           open    open    open    open    open    open    open    open    open
allin:leave                          method  method  method  method  method  method  method  method  method
POST allin:leave                     open    open    open    open    open    open    open    open    open
allin:waiting                        open    open    open    open    open    open    open    open    open
allin:concept                        open    open    open    open    open    open    open    open    open
allin:write                          hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden
allin:sheet                          hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden
allin:merge                          method  method  method  method  method  method  method  method  method
POST allin:merge                     hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden
allin:join_team                      method  method  method  method  method  method  method  method  method
POST allin:join_team                 open    open    open    open    open    open    open    open    open
allin:call                           login   refused open    open    refused refused refused open    login
allin:second                         login   refused refused open    open    refused refused open    login
allin:words                          login   refused refused open    open    refused refused open    login
allin:card                           open    open    open    open    open    open    open    open    open
allin:card_worker                    open    open    open    open    open    open    open    open    open
allin:card_manifest                  open    open    open    open    open    open    open    open    open
allin:card_phone                     method  method  method  method  method  method  method  method  method
POST allin:card_phone                open    open    open    open    open    open    open    open    open
allin:first_card                     method  method  method  method  method  method  method  method  method
POST allin:first_card                hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden
allin:new_card                       method  method  method  method  method  method  method  method  method
POST allin:new_card                  login   refused refused open    refused refused refused open    login
allin:story                          open    open    open    open    open    open    open    open    open
allin:story_picture                  open    open    open    open    open    open    open    open    open
allin:story_small                    open    open    open    open    open    open    open    open    open
allin:story_paper                    open    open    open    open    open    open    open    open    open
allin:sheet_pdf                      hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden
allin:say                            open    open    open    open    open    open    open    open    open
allin:own_statement                  method  method  method  method  method  method  method  method  method
POST allin:own_statement             open    open    open    open    open    open    open    open    open
allin:queue                          login   refused refused open    refused refused refused open    login
allin:read_statement                 method  method  method  method  method  method  method  method  method
POST allin:read_statement            login   refused refused open    refused refused refused open    login
allin:appeals                        login   refused refused refused refused refused refused refused login
allin:judge                          method  method  method  method  method  method  method  method  method
POST allin:judge                     login   refused refused refused refused refused refused refused login
allin:judge_idea                     method  method  method  method  method  method  method  method  method
POST allin:judge_idea                login   refused refused refused refused refused refused refused login
allin:courses                        login   refused refused open    refused refused refused open    login
allin:start                          login   refused refused open    refused refused refused open    login
allin:course                         login   refused refused open    refused refused refused open    login
allin:poster                         login   refused refused open    refused refused refused open    login
allin:change_code                    method  method  method  method  method  method  method  method  method
POST allin:change_code               login   refused refused open    refused refused refused open    login
allin:change_seats                   method  method  method  method  method  method  method  method  method
POST allin:change_seats              login   refused refused open    refused refused refused open    login
allin:read                           login   refused refused open    refused refused refused open    login
allin:project                        login   refused refused open    open    refused refused open    login
allin:answer                         login   refused refused open    open    refused refused open    login
allin:picture                        open    open    open    open    open    open    open    open    open
allin:read_picture                   login   refused hidden  open    open    refused refused open    login
allin:look                           login   refused refused open    refused refused refused open    login

# Ambassadors (nobody here carries a passport), guardians, and those who lead
ambassadors:about                    open    open    open    open    open    open    open    open    open
ambassadors:begin                    open    open    open    open    open    open    open    open    open
ambassadors:begin_here               open    open    open    open    open    open    open    open    open
ambassadors:open_typed               open    open    open    open    open    open    open    open    open
ambassadors:open                     open    open    open    open    open    open    open    open    open
ambassadors:guardian                 open    open    open    open    open    open    open    open    open
ambassadors:home                     open    open    open    open    open    open    open    open    open
ambassadors:attend_typed             open    open    open    open    open    open    open    open    open
ambassadors:attend                   open    open    open    open    open    open    open    open    open
ambassadors:module                   open    open    open    open    open    open    open    open    open
ambassadors:tell                     open    open    open    open    open    open    open    open    open
ambassadors:me                       open    open    open    open    open    open    open    open    open
ambassadors:everything               open    open    open    open    open    open    open    open    open
ambassadors:erase                    open    open    open    open    open    open    open    open    open
ambassadors:leave                    method  method  method  method  method  method  method  method  method
POST ambassadors:leave               open    open    open    open    open    open    open    open    open
ambassadors:untell                   method  method  method  method  method  method  method  method  method
POST ambassadors:untell              open    open    open    open    open    open    open    open    open
ambassadors:ready                    method  method  method  method  method  method  method  method  method
POST ambassadors:ready               open    open    open    open    open    open    open    open    open
ambassadors:guardian_link            method  method  method  method  method  method  method  method  method
POST ambassadors:guardian_link       open    open    open    open    open    open    open    open    open
ambassadors:new_code                 method  method  method  method  method  method  method  method  method
POST ambassadors:new_code            open    open    open    open    open    open    open    open    open
ambassadors:team_names               open    open    open    open    open    open    open    open    open
ambassadors:credit_off               method  method  method  method  method  method  method  method  method
POST ambassadors:credit_off          open    open    open    open    open    open    open    open    open
ambassadors:names                    login   refused refused open    refused refused refused open    login
ambassadors:badge                    open    open    open    open    open    open    open    open    open
ambassadors:poster                   open    open    open    open    open    open    open    open    open
ambassadors:picture                  open    open    open    open    open    open    open    open    open
ambassadors:paper                    open    open    open    open    open    open    open    open    open
ambassadors:everything_on_paper      open    open    open    open    open    open    open    open    open
ambassadors:revoke                   method  method  method  method  method  method  method  method  method
POST ambassadors:revoke              login   refused refused open    refused refused refused open    login
ambassadors:rotate_key               method  method  method  method  method  method  method  method  method
POST ambassadors:rotate_key          login   refused refused open    refused refused refused open    login
badges:real                          open    open    open    open    open    open    open    open    open
badges:keys                          open    open    open    open    open    open    open    open    open
badges:issuer                        open    open    open    open    open    open    open    open    open
badges:revoked                       open    open    open    open    open    open    open    open    open
badges:achievement                   open    open    open    open    open    open    open    open    open
badges:shown                         open    open    open    open    open    open    open    open    open
badges:key                           open    open    open    open    open    open    open    open    open
ambassadors:overview                 login   refused refused open    refused refused refused open    login
ambassadors:find                     login   refused refused open    refused refused refused open    login
ambassadors:give                     login   refused refused open    refused refused refused open    login
ambassadors:rules                    login   refused refused open    refused refused refused open    login
ambassadors:announce                 login   refused refused open    refused refused refused open    login
ambassadors:gathering                login   refused refused open    refused refused refused open    login
ambassadors:sign                     login   refused refused open    refused refused refused open    login
ambassadors:passport                 login   refused refused open    refused refused refused open    login
ambassadors:record_said              method  method  method  method  method  method  method  method  method
POST ambassadors:record_said         login   refused refused open    refused refused refused open    login
ambassadors:step                     method  method  method  method  method  method  method  method  method
POST ambassadors:step                login   refused refused open    refused refused refused open    login
ambassadors:replace_code             method  method  method  method  method  method  method  method  method
POST ambassadors:replace_code        login   refused refused open    refused refused refused open    login
ambassadors:withdraw                 method  method  method  method  method  method  method  method  method
POST ambassadors:withdraw            login   refused refused open    refused refused refused open    login

# The Guide
guide:front                          open    open    open    open    open    open    open    open    open
guide:whole                          open    open    open    open    open    open    open    open    open
guide:cards                          open    open    open    open    open    open    open    open    open
guide:card                           open    open    open    open    open    open    open    open    open
guide:card_sheet                     open    open    open    open    open    open    open    open    open
guide:recipe                         open    open    open    open    open    open    open    open    open
guide:recipe_sheet                   open    open    open    open    open    open    open    open    open
guide:cases                          open    open    open    open    open    open    open    open    open
guide:case                           open    open    open    open    open    open    open    open    open
guide:page                           open    open    open    open    open    open    open    open    open
guide:start                          login   refused refused open    refused refused refused open    login
guide:course_sheet                   login   refused refused open    refused refused refused open    login
guide:to_do                          login   refused refused open    refused refused refused open    login
guide:course_cards                   login   refused refused open    refused refused refused open    login
guide:overview                       login   refused refused open    refused refused refused open    login
guide:add                            login   refused refused open    refused refused refused open    login
guide:change                         login   refused refused open    refused refused refused open    login

# The activity calendar, and those who arrange
activities:activities                open    open    open    open    open    open    open    open    open
activities:activity                  open    open    open    open    open    open    open    open    open
activities:feed                      open    open    open    open    open    open    open    open    open
activities:manifest                  open    open    open    open    open    open    open    open    open
activities:worker                    open    open    open    open    open    open    open    open    open
activities:organiser                 open    open    open    open    open    open    open    open    open
activities:change                    open    open    open    open    open    open    open    open    open
activities:desk                      login   refused refused open    refused refused refused open    login
activities:read                      login   refused refused open    refused refused refused open    login
activities:new_link                  method  method  method  method  method  method  method  method  method
POST activities:new_link             login   refused refused open    refused refused refused open    login
activities:close                     method  method  method  method  method  method  method  method  method
POST activities:close                login   refused refused open    refused refused refused open    login

# Votes of young people (an announced one), and those who prepare them
ballot:enter                         open    open    open    open    open    open    open    open    open
ballot:cast                          open    open    open    open    open    open    open    open    open
ballot:vote                          open    open    open    open    open    open    open    open    open
ballot:follow                        open    open    open    open    open    open    open    open    open
ballot:data                          hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden
ballot:pabulib                       hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden  hidden
ballot:exercise                      open    open    open    open    open    open    open    open    open
ballot:votes                         login   refused refused open    refused refused refused open    login
ballot:begin                         login   refused refused open    refused refused refused open    login
ballot:count_file                    login   refused refused open    refused refused refused open    login
ballot:prepare                       login   refused refused open    refused refused refused open    login
ballot:read_in                       login   refused refused open    refused refused refused open    login
ballot:ballot_paper                  login   refused refused open    refused refused refused open    login
ballot:add_line                      method  method  method  method  method  method  method  method  method
POST ballot:add_line                 login   refused refused open    refused refused refused open    login
ballot:take_off                      method  method  method  method  method  method  method  method  method
POST ballot:take_off                 login   refused refused open    refused refused refused open    login
ballot:announce                      method  method  method  method  method  method  method  method  method
POST ballot:announce                 login   refused refused open    refused refused refused open    login
ballot:stop                          method  method  method  method  method  method  method  method  method
POST ballot:stop                     login   refused refused open    refused refused refused open    login
ballot:count                         method  method  method  method  method  method  method  method  method
POST ballot:count                    login   refused refused open    refused refused refused open    login
ballot:slips                         method  method  method  method  method  method  method  method  method
POST ballot:slips                    login   refused refused open    refused refused refused open    login
ballot:replace                       method  method  method  method  method  method  method  method  method
POST ballot:replace                  login   refused refused open    refused refused refused open    login
ballot:take_in                       method  method  method  method  method  method  method  method  method
POST ballot:take_in                  login   refused refused open    refused refused refused open    login

# The round table
portal:monday                        login   open    open    open    open    open    open    open    login
portal:trail                         login   refused refused refused refused refused open    refused login
components                           login   open    open    open    open    open    open    open    login
letters                              login   open    open    open    open    open    open    open    login

# Measures (Stian owns this one: a colleague who owns it not is led back with a sentence)
measures:measures                    login   open    open    open    open    refused open    open    login
measures:measure                     login   open    open    open    open    refused open    open    login
measures:change                      login   open    open    open    open    refused refused open    login
measures:review                      login   open    open    open    open    refused refused open    login
measures:hand_over                   login   open    open    open    open    refused refused open    login
measures:start                       login   refused refused open    open    refused refused open    login
measures:catalogue                   login   open    open    open    open    refused open    open    login
measures:add_kind                    login   refused refused open    refused refused refused open    login
measures:change_kind                 login   refused refused open    refused refused refused open    login

# The sealed room
concerns:register                    login   open    open    open    refused refused refused open    login
concerns:inbox                       login   refused open    open    refused refused refused open    login
concerns:concern                     login   refused open    open    refused refused refused hidden  login
concerns:near                        login   refused open    open    refused refused refused hidden  login
concerns:let_in                      login   refused open    open    refused refused refused hidden  login
concerns:alone                       login   refused open    open    refused refused refused open    login
concerns:let_in_to_several           login   refused open    hidden  refused refused refused hidden  login
concerns:take                        method  method  method  method  method  method  method  method  method
POST concerns:take                   login   refused open    open    refused refused refused hidden  login
concerns:sort                        method  method  method  method  method  method  method  method  method
POST concerns:sort                   login   refused open    open    refused refused refused hidden  login
concerns:names                       method  method  method  method  method  method  method  method  method
POST concerns:names                  login   refused open    open    refused refused refused hidden  login
concerns:write                       method  method  method  method  method  method  method  method  method
POST concerns:write                  login   refused open    open    refused refused refused hidden  login
concerns:unname                      method  method  method  method  method  method  method  method  method
POST concerns:unname                 login   refused open    open    refused refused refused hidden  login
concerns:note                        method  method  method  method  method  method  method  method  method
POST concerns:note                   login   refused open    open    refused refused refused hidden  login
concerns:release                     method  method  method  method  method  method  method  method  method
POST concerns:release                login   refused open    open    refused refused refused hidden  login
concerns:close                       method  method  method  method  method  method  method  method  method
POST concerns:close                  login   refused refused open    refused refused refused hidden  login
concerns:handover                    login   refused open    open    refused refused refused hidden  login
concerns:answer_handover             method  method  method  method  method  method  method  method  method
POST concerns:answer_handover        login   refused open    open    refused refused refused hidden  login
concerns:finish_at_once              login   refused refused open    refused refused refused hidden  login
concerns:join                        login   refused open    open    refused refused refused hidden  login
concerns:join_chosen                 method  method  method  method  method  method  method  method  method
POST concerns:join_chosen            login   refused open    open    refused refused refused open    login
concerns:take_out                    method  method  method  method  method  method  method  method  method
POST concerns:take_out               login   refused open    open    refused refused refused hidden  login
concerns:looks                       login   refused open    open    refused refused refused open    login
concerns:look                        method  method  method  method  method  method  method  method  method
POST concerns:look                   login   refused open    open    refused refused refused hidden  login
concerns:order                       method  method  method  method  method  method  method  method  method
POST concerns:order                  login   refused open    open    refused refused refused hidden  login
concerns:called                      method  method  method  method  method  method  method  method  method
POST concerns:called                 login   refused open    open    refused refused refused hidden  login
concerns:file                        login   refused open    open    refused refused refused hidden  login


# Law
law:overview                         login   refused refused refused refused open    open    refused login
law:record_approval                  login   refused refused refused refused open    refused refused login
law:end_approval                     login   refused refused refused refused open    refused refused login
law:add_legal_basis                  login   refused refused refused refused open    refused refused login
law:new_version                      login   refused refused refused refused open    refused refused login
law:end_legal_basis                  login   refused refused refused refused open    refused refused login
law:sign_off_legal_basis             login   refused refused refused refused refused open    refused login
law:change_rule                      login   refused refused refused refused open    refused refused login
law:sign_off                         login   refused refused refused refused refused open    refused login
law:withdraw_sign_off                method  method  method  method  method  method  method  method  method
POST law:withdraw_sign_off           login   refused refused refused refused refused open    refused login
# Casework: Kari holds it, she and Inga have assessed it, and Kari has proposed. What is Inga's own
# is not Kari's. More on who is one of the two, and when, in tests/casework/test_access.py.
casework:assessment                  login   refused open    open    refused refused refused hidden  login
casework:ask                         method  method  method  method  method  method  method  method  method
POST casework:ask                    login   refused open    open    refused refused refused hidden  login
casework:ask_another                 method  method  method  method  method  method  method  method  method
POST casework:ask_another            login   refused open    open    refused refused refused hidden  login
casework:call_off                    method  method  method  method  method  method  method  method  method
POST casework:call_off               login   refused open    open    refused refused refused hidden  login
casework:own                         login   refused open    open    refused refused refused hidden  login
casework:add_thought                 method  method  method  method  method  method  method  method  method
POST casework:add_thought            login   refused open    hidden  refused refused refused hidden  login
casework:propose                     method  method  method  method  method  method  method  method  method
POST casework:propose                login   refused refused open    refused refused refused hidden  login
casework:take_back                   method  method  method  method  method  method  method  method  method
POST casework:take_back              login   refused refused open    refused refused refused hidden  login
casework:answer                      method  method  method  method  method  method  method  method  method
POST casework:answer                 login   refused open    open    refused refused refused hidden  login
casework:measures                    login   refused open    open    refused refused refused hidden  login
casework:begin_open                  login   refused refused open    hidden  refused refused hidden  login
casework:begin_help                  login   refused open    open    refused refused refused hidden  login
casework:review_help                 login   refused open    open    refused refused refused hidden  login
casework:hand_help_over              login   refused open    open    refused refused refused hidden  login
casework:consent_taken_back          method  method  method  method  method  method  method  method  method
POST casework:consent_taken_back     login   refused open    open    refused refused refused hidden  login
casework:disclose                    login   refused open    open    refused refused refused hidden  login
casework:disclosure                  login   refused open    open    refused refused refused hidden  login
casework:levels                      login   refused open    open    refused refused refused open    login
casework:level                       login   refused refused open    refused refused refused open    login

# The person concerned
casework:person                      login   refused open    open    refused refused refused hidden  login
casework:tell                        method  method  method  method  method  method  method  method  method
POST casework:tell                   login   refused open    open    refused refused refused hidden  login
casework:not_yet                     method  method  method  method  method  method  method  method  method
POST casework:not_yet                login   refused open    open    refused refused refused hidden  login
casework:answer_of_person            method  method  method  method  method  method  method  method  method
POST casework:answer_of_person       login   refused open    open    refused refused refused hidden  login
casework:copy                        login   refused open    open    refused refused refused hidden  login

# Archive and erasure
erasure:overview                     login   refused refused refused refused open    open    refused login
erasure:agree                        login   refused refused refused refused refused open    refused login
erasure:refuse                       method  method  method  method  method  method  method  method  method
POST erasure:refuse                  login   refused refused refused refused refused open    refused login
erasure:take_in                      login   refused refused refused refused open    refused refused login
erasure:file                         login   refused refused refused refused open    refused refused login
erasure:discard                      method  method  method  method  method  method  method  method  method
POST erasure:discard                 login   refused refused refused refused open    refused refused login

# The roster (Olga keeps another team's; the days away are Inga's)
duty                                 login   open    open    open    open    open    open    open    login
duty_sheet                           login   hidden  open    open    open    hidden  hidden  hidden  login
absences                             login   open    open    open    open    open    open    open    login
absences_of                          login   refused refused open    open    refused refused hidden  login
be_back                              login   method  method  method  method  method  method  method  login
POST be_back                         login   hidden  open    open    open    hidden  hidden  hidden  login
choose_deputy                        login   hidden  open    open    open    hidden  hidden  hidden  login
shifts                               login   refused refused open    open    refused refused hidden  login
take_turns                           login   refused refused open    open    refused refused hidden  login
take_off_duty                        login   refused refused method  method  refused refused method  login
POST take_off_duty                   login   refused refused open    open    refused refused hidden  login
crisis_contacts                      login   refused refused open    open    refused refused open    login
end_crisis_contact                   login   refused refused method  method  refused refused method  login
POST end_crisis_contact              login   refused refused open    open    refused refused open    login
duty_hours                           login   refused refused open    open    open    refused open    login
closed_days                          login   refused refused open    open    open    refused open    login
open_on                              login   refused refused method  method  method  refused method  login
POST open_on                         login   refused refused open    open    open    refused open    login

# Colleagues and teams
people                               login   refused refused refused refused open    refused refused login
invite                               login   refused refused refused refused open    refused refused login
withdraw_invitation                  login   refused refused refused refused method  refused refused login
POST withdraw_invitation             login   refused refused refused refused open    refused refused login
person                               login   refused refused refused refused open    refused refused login
appoint                              login   refused refused refused refused method  refused refused login
POST appoint                         login   refused refused refused refused open    refused refused login
end_appointment                      login   refused refused refused refused method  refused refused login
POST end_appointment                 login   refused refused refused refused open    refused refused login
close_account                        login   refused refused refused refused open    refused refused login
teams                                login   refused refused open    refused open    refused open    login
found_team                           login   refused refused refused refused open    refused refused login
take_intake                          login   refused refused refused refused open    refused refused login
team                                 login   refused refused open    refused open    refused open    login
admit_to_team                        login   refused refused method  refused refused refused method  login
POST admit_to_team                   login   refused refused open    refused refused refused hidden  login
leave_team                           login   refused refused open    refused open    refused hidden  login
account_factor_resets                login   refused refused open    open    open    refused open    login
account_factor_reset                 login   refused refused open    open    open    refused open    login

# Logging in, and out
account_login                        open    open    open    open    open    open    open    open    open
mfa_authenticate                     login   open    open    open    open    open    open    open    login
mfa_login_webauthn                   login   open    open    open    open    open    open    open    login
account_logout                       open    open    open    open    open    open    open    open    open
account_accept_invitation            open    open    open    open    open    open    open    open    open
account_lost_factor                  open    open    open    open    open    open    open    open    open
account_lost_factor_done             open    open    open    open    open    open    open    open    open
account_factor_letter                open    open    open    open    open    open    open    open    open
account_reset_password               open    open    open    open    open    open    open    open    open
account_reset_password_done          open    open    open    open    open    open    open    open    open
account_reset_password_from_key      open    open    open    open    open    open    open    open    open
account_reset_password_from_key_done open    open    open    open    open    open    open    open    open

# One's own page (the passkey is somebody else's)
account_own_page                     login   open    open    open    open    open    open    open    login
account_change_password              login   open    open    open    open    open    open    open    login
account_reauthenticate               login   login   login   login   login   login   login   login   login
mfa_reauthenticate                   login   open    open    open    open    open    open    open    login
mfa_reauthenticate_webauthn          login   login   login   login   login   login   login   login   login
mfa_index                            login   open    open    open    open    open    open    open    login
mfa_activate_totp                    login   open    open    open    open    open    open    open    login
mfa_deactivate_totp                  login   open    open    open    open    open    open    open    login
mfa_view_recovery_codes              login   open    open    open    open    open    open    open    login
mfa_generate_recovery_codes          login   open    open    open    open    open    open    open    login
mfa_download_recovery_codes          login   open    open    open    open    open    open    open    login
mfa_list_webauthn                    login   open    open    open    open    open    open    open    login
mfa_add_webauthn                     login   open    open    open    open    open    open    open    login
mfa_edit_webauthn                    login   hidden  hidden  hidden  hidden  hidden  hidden  hidden  login
mfa_remove_webauthn                  login   hidden  hidden  hidden  hidden  hidden  hidden  hidden  login
"""


ROLES = {"stian": "employee", "inga": "intake", "kari": "coordinator", "leif": "leader",
         "ada": "administrator", "per": "protection_officer", "nobody": drawing.NOBODY}  # fmt: skip


def _rows():
    head, *lines = [line for line in DOORS.splitlines() if line.strip() and line[0] != "#"]
    cast = head.split()
    split = [line.rsplit(maxsplit=len(cast)) for line in lines]
    return cast, {name: dict(zip(cast, answers, strict=True)) for name, *answers in split}


CAST, ROWS = _rows()


# --- The house and its people ------------------------------------------------------------------


@pytest.fixture
def olga(db):
    """Olga coordinates for another team, with its keys."""
    from kominn.vault.actions import teams
    from tests.factories.accounts import TeamFactory, UserFactory

    olga = UserFactory(name="Olga", roles=["coordinator"])
    team = TeamFactory(name="Oppfølging", slug="oppfolging")
    teams.found_team_keys(team, olga, by=None, at=timezone.now())
    return olga


@pytest.fixture
def lars(db, intake_team, kari):
    """Lars read for the intake team; `clients` lets him leave the house."""
    from kominn.vault.actions import teams
    from tests.factories.accounts import UserFactory

    lars = UserFactory(name="Lars", roles=["coordinator"])
    teams.admit(intake_team, lars, by=kari, at=timezone.now())
    return lars


@pytest.fixture
def things(settings, tmp_path, intake_team, inga, kari, ada, stian, olga):
    """What the addresses point at, each real: a concern with its messages and files, and the rest."""
    from allauth.mfa.models import Authenticator

    from kominn.accounts import actions
    from kominn.accounts.models import FactorReset, Invitation
    from kominn.accounts.tokens import digest
    from kominn.concerns.actions import handover, interpreter
    from kominn.law import starter
    from kominn.law.models import Approval, LegalBasis
    from kominn.plan.actions import next_working_day
    from kominn.portrait.hours import duty_hours
    from kominn.portrait.models import City
    from tests.factories.accounts import UserFactory
    from tests.factories.concerns import ConcernFactory, attached, small_city, write
    from tests.factories.plan import begin

    settings.SEALED_FILES = tmp_path / "sealed"
    cache.clear()
    at = timezone.now()
    city, today = small_city(), timezone.localdate(at)
    review_on = next_working_day(city, today + timedelta(weeks=8))
    concern = ConcernFactory(
        young=True, files=[attached("note.txt", b"Kaia, hver kveld.")], held_by=inga
    )
    waiting = write(concern, by=inga)
    hours = duty_hours(City.objects.current(), at.date())
    offered = handover.offer(
        concern,
        to=kari,
        words="Ring.",
        answer_by=hours.working_day_after(at),
        hours=hours,
        by=inga,
        at=at,
    )
    details = {"language": "so", "way": "phone", "needed_on": at.date(), "time": None}
    order = interpreter.order(concern, details, token=uuid.uuid4(), by=inga, at=at)
    casework = assessed_and_proposed(concern, inga, kari)

    starter.begin(at=at)
    approval = Approval.objects.first()
    invited = actions.invite(
        "ny@lagenvik.example", roles=["employee"], language="nb", by=ada, at=at
    )
    mona, nina = UserFactory(name="Mona"), UserFactory(name="Nina")
    for asking in (mona, nina):
        actions.ask_for_reset(asking.email, at=at)
    passkey = Authenticator.objects.create(
        user=nina, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )
    sent = FactorReset.objects.get(user=mona)
    for colleague in (kari, ada):
        actions.approve_reset(sent, by=colleague, at=at)
    FactorReset.objects.filter(pk=sent.pk).update(token_digest=digest("a-token"))

    return {
        "casework:": {"pk": concern.pk, **casework},
        "concerns:": {
            "pk": concern.pk,
            "message": waiting.pk,
            "attachment": concern.attachments.get().pk,
            "order": order.pk,
            "offer": offered.pk,
            "colleague": kari.pk,
        },
        "law:end_approval": {"pk": approval.pk},
        "law:": {"pk": LegalBasis.objects.get(code="consent").pk, "slug": "spam"},
        **courses_of(kari),
        **guide_of(kari),
        **calendar_of(kari),
        **figures_of(kari, at=at),
        **need_of(kari, at=at),
        "areas:": areas_of(kari, at=at),
        "places:change": {"slug": a_place()},
        **ambassadors_of(kari),
        **votes_of(kari),
        **erasure_of(settings, tmp_path),
        **roster_of(intake_team, inga, kari, at=at),
        "measures:": {
            "pk": begin(by=kari, owner=stian, at=at, starts_on=today, review_on=review_on).pk,
            "slug": "nabolag",
        },
        "withdraw_invitation": {"pk": Invitation.objects.get().pk},
        "account_accept_invitation": {"token": invited},
        "account_factor_letter": {"token": "a-token"},
        "account_factor_reset": {"pk": FactorReset.objects.get(user=nina).pk},
        "account_reset_password_from_key": {"uidb36": "1", "key": "a-key"},
        "mfa_": {"pk": passkey.pk},
        "": {
            "pk": inga.pk,
            "appointment": inga.appointments.get().pk,
            "slug": intake_team.slug,
        },
    }


def roster_of(team, inga, kari, *, at):
    """Inga is away, on duty, and one whom a crisis reaches."""
    from kominn.roster import actions as roster

    days = {"first_day": timezone.localdate(at), "last_day": timezone.localdate(at)}
    absence = roster.be_away(inga, **days, deputy=kari, by=inga, at=at)
    shift = roster.put_on_duty(team, inga, **days, night=False, by=kari, at=at)
    contact = roster.name_crisis_contact(inga, by=kari, at=at)
    return {
        "be_back": {"pk": absence.pk},
        "choose_deputy": {"pk": absence.pk},
        "take_off_duty": {"pk": shift.pk},
        "end_crisis_contact": {"pk": contact.pk},
        "open_on": {"mark": "12-24"},
    }


def a_place():
    from tests.factories.areas import place

    return place().slug


def areas_of(kari, *, at):
    """A file of areas that waits for a yes."""
    from tests.factories.areas import waiting

    return {"pk": waiting(by=kari, at=at).pk}


def figures_of(kari, *, at):
    """A table with one file, and what its figures tell of."""
    from tests.factories.challenges import challenge
    from tests.factories.indicators import chapter, codes_waiting, indicator, taken_in

    found = indicator()
    story = chapter().passage
    codes = {"pk": codes_waiting(by=kari, at=at).pk}
    return {
        "indicators:chapter": {"slug": story.slug},
        "indicators:move_chapter": {"slug": story.slug},
        "indicators:figure": {"slug": found.slug},
        "indicators:dataset": {"slug": found.dataset.slug},
        "challenges:": {"slug": challenge().slug},
        **{
            f"indicators:{page}": {"slug": found.dataset.slug}
            for page in ("fetch", "change_table", "reading", "sample", "add_indicator")
        },
        **{
            f"indicators:{name}": codes
            for name in ("codes_file", "keep_codes", "refuse_codes", "raw_codes")
        },
        "indicators:": {
            "pk": taken_in(found.dataset, "3909;2024;10,5", "0;2024;9", at=at).pk,
            "slug": found.slug,
        },
    }


def need_of(kari, *, at):
    """An assessment, and an area's page that is open."""
    from tests.factories.support import counted, opened, worked_out

    profile = opened(worked_out(by=kari, at=at), by=kari, at=at)
    return {
        "support:area": {"slug": profile.area.slug},
        "support:profiles": {"pk": profile.assessment_id},
        "support:take_out": {"pk": counted(by=kari, at=at).pk},
        **{
            f"support:{page}": {"pk": profile.pk}
            for page in ("profile", "meeting", "show", "open", "hold_back")
        },
        "support:": {"pk": profile.assessment_id},
    }


def calendar_of(kari):
    """An organisation with something shown, and something to read."""
    from tests.factories.activities import arranged, invited

    organiser, token = invited(by=kari)
    return {
        "activities:change": {"pk": arranged(organiser).pk, "token": token},
        "activities:activity": {"pk": arranged(organiser, by=kari).pk},
        "activities:read": {"pk": arranged(organiser).pk},
        "activities:": {"pk": organiser.pk, "token": token},
    }


def courses_of(kari):
    """A course with one idea that waits to be read, and one that waits for an answer."""
    from kominn.allin import growing, mentoring
    from kominn.allin.actions.answering import answer
    from kominn.allin.models import About
    from kominn.allin.states import State
    from kominn.allin.team_card import first_card
    from kominn.participation.calling import call_grown_up
    from tests.factories.allin import concept, start, statement

    course = start(by=kari)
    waits = concept(course, name="Nattkafé", state=State.HANDED_IN)
    shown = concept(course, name="Båtkafé", state=State.SHOWN)
    written = concept(course, name="Lekebyen", state=State.SHOWN)
    answer(written, State.YES, "Ja.", role="Kultursjefen", by=kari, at=timezone.now())
    with transaction.atomic():
        call = call_grown_up(course.room, where=course.name, adult=kari, today=timezone.localdate())
    accepted = concept(course, name="Kveldskafé", state=State.YES)
    at = timezone.now()
    growing.begin(accepted, mentor=kari, people=3, grant_ore=0, by=kari, at=at)
    day = timezone.localdate(at)
    step = mentoring.propose(accepted, About.STEP, "Lån båten", day=day, by=kari, at=at)
    card = first_card(shown)
    seen = shown.pictures.create(place=1, large=b"large", small=b"small")
    return {
        "allin:call": {"pk": call.pk},
        "allin:card": {"secret": card},
        "allin:card_phone": {"secret": card},
        "allin:card_manifest": {"secret": card},
        "allin:story": {"pk": shown.pk},
        "ambassadors:team_names": {"secret": card},
        "allin:first_card": {"pk": shown.pk},
        "allin:new_card": {"pk": shown.pk},
        "allin:sheet_pdf": {"pk": shown.pk},
        "allin:read_statement": {"pk": statement(course).pk},
        "allin:own_statement": {"pk": uuid.uuid4()},
        "allin:judge_idea": {"pk": uuid.uuid4()},
        "allin:judge": {"pk": uuid.uuid4()},
        "allin:second": {"pk": written.pk},
        "allin:words": {"pk": step.pk},
        "allin:read_picture": {"pk": seen.pk, "size": "lite"},
        "allin:read": {"pk": waits.pk},
        "allin:concept": {"pk": shown.pk},
        "allin:answer": {"pk": shown.pk},
        "allin:look": {"pk": shown.pk},
        "allin:picture": {"pk": seen.pk, "size": "lite"},
        "allin:project": {"pk": accepted.pk},
        "allin:write": {"pk": shown.pk},
        "allin:sheet": {"pk": shown.pk},
        "allin:merge": {"pk": shown.pk},
        "allin:join_team": {"pk": shown.pk},
        "allin:": {"pk": course.pk, "code": course.room.code},
    }


def ambassadors_of(kari):
    """A passport whose guardian has said yes over a link, and something done that waits."""
    from kominn.ambassadors.actions import badges, consents, deeds
    from kominn.ambassadors.models import Covers, Deed
    from tests.factories.ambassadors import gathering, passport

    today = timezone.localdate()
    held, code = passport(age=13)
    consents.say_yes(held, [Covers.NAME], today=today)
    done = deeds.tell(held, Deed.Kind.MADE, done_on=today, minutes=60, today=today)
    met = gathering(by=kari)
    badge = badges.give(held, today=today)
    return {
        "badges:key": {"pk": badges.key_in_use(today=today).pk},
        "badges:": {"pk": badge.pk, "step": "trainer"},
        "ambassadors:revoke": {"pk": badge.pk},
        "ambassadors:begin_here": {"code": met.code},
        "ambassadors:open": {"digits": code.digits},
        "ambassadors:guardian": {"token": consents.link_for(held)},
        "ambassadors:attend": {"code": met.code},
        "ambassadors:module": {"slug": "listening"},
        "ambassadors:untell": {"pk": done.pk},
        "ambassadors:sign": {"pk": done.pk},
        "ambassadors:gathering": {"pk": met.pk},
        "ambassadors:record_said": {"pk": held.consents.get().pk},
        "ambassadors:": {"pk": held.pk},
    }


def guide_of(kari):
    """The Guide every city begins with, and a course started from it."""
    from kominn.guide import starter
    from tests.factories.guide import camp

    starter.begin()
    course = camp(by=kari)
    return {
        "guide:recipe": {"slug": "leir"},
        "guide:recipe_sheet": {"slug": "leir"},
        "guide:start": {"slug": "leir"},
        "guide:course": {"pk": course.pk, "sheet": "plakat", "day": 1},
        "guide:to_do": {"pk": course.pk},
        "guide:case": {"slug": "flexid"},
        "guide:page": {"slug": "vare-rad"},
        "guide:": {"slug": "navnerunde", "kind": "kort"},
    }


def votes_of(kari):
    """A vote that is counted (few voted, so no ballot is shown), and one that is announced."""
    from kominn.ballot.actions.count import count_votes
    from tests.factories import ballot

    open_one, _codes = ballot.announced(by=kari)
    counted, codes = ballot.announced(by=kari, slips=5)
    ballot.cast_all(codes, [(1, 0, 0, 0)] * 5)
    count_votes(ballot.close(counted), by=kari, at=timezone.now())
    return {
        "ballot:vote": {"pk": counted.pk},
        "ballot:follow": {"pk": counted.pk},
        "ballot:data": {"pk": counted.pk},
        "ballot:pabulib": {"pk": counted.pk},
        "ballot:exercise": {"pk": counted.pk},
        "ballot:take_off": {"pk": open_one.lines.first().pk},
        "ballot:": {"pk": open_one.pk},
    }


def erasure_of(settings, tmp_path):
    """A night that asks, and a journal that waits to be carried to the archive."""
    from kominn.erasure.models import Journal, Night

    settings.JOURNAL = tmp_path
    today = timezone.localdate()
    night = Night.objects.create(on=today, state="asked", why="many", due=41)
    journal = Journal.objects.create(made_on=today, name="j.age", digest="0" * 64, size=1, count=1)
    journal.path.write_bytes(b"x")
    return {
        "erasure:agree": {"pk": night.pk},
        "erasure:refuse": {"pk": night.pk},
        "erasure:": {"pk": journal.pk},
    }


def assessed_and_proposed(concern, inga, kari):
    """The keys of Inga's assessment and of Kari's proposal."""
    from kominn.concerns.actions import handle
    from tests.factories import casework

    handle.take(concern, by=kari, at=casework.AT)
    rows = casework.ask_two(concern, inga, kari, by=kari)
    for row in rows:
        casework.hand_in(row)
    own = next(row.pk for row in rows if row.assessor == inga)
    given = casework.tell_others(concern, by=kari)
    return {
        "assessment": own,
        "decision": casework.propose(concern, by=kari).pk,
        "measure": helped(concern, kari),
        "disclosure": given.pk,
        "number": 1,
    }


def helped(concern, kari):
    """The key of a measure that Kari owns, from an earlier round."""
    from kominn.casework import following_content
    from kominn.casework.models import Decision, PersonMeasure
    from kominn.vault.actions import records
    from tests.factories import casework
    from tests.factories.plan import MeasureKindFactory

    days = {"starts_on": casework.FOLLOWS.date(), "review_on": casework.NEXT}
    kind = MeasureKindFactory(for_a_person=True)
    decision = Decision.objects.get(concern=concern)
    made = PersonMeasure(concern=concern, decision=decision, kind=kind, owner=kari, **days)
    key = records.data_key_for(concern.pk, kari)
    made.content = following_content.seal_help(made, casework.help_written(), key)
    made.save()
    return made.pk


def told(person):
    """What each deed asks for, so that it is the door that answers and not the form."""
    token, soon = uuid.uuid4(), timezone.localdate() + timedelta(days=3)
    return {
        "appoint": {"role": "leader"},
        "admit_to_team": {"user": person.pk},
        "concerns:sort": {"theme": "place", "area": "", "due_on": soon.isoformat()},
        "concerns:names": {"why": "Barnevernet spør."},
        "concerns:write": {"go": "send", "text": "Takk.", "token": token},
        "concerns:note": {"note": "Ringt skolen.", "token": token},
        "concerns:release": {"go": "send"},
        "concerns:close": {"go": "send", "reason": "helped", "words": "", "token": token},
        "casework:add_thought": {"text": "Mer.", "token": token},
        "casework:propose": {"token": token},
        "casework:tell": {"token": token},
        "casework:not_yet": {"token": token},
        "casework:answer_of_person": {"token": token},
    }


@pytest.fixture
def knock(request, things, sign_in, lars, ada, stian):
    """`knock("inga", door, "get")`: what the door says to Inga; nothing she does there lasts."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    from kominn.portal import joining

    persons = {who: request.getfixturevalue(who) for who in CAST[1:]}
    for person in persons.values():
        RecoveryCodes.activate(person)
    cookies = {who: sign_in(Client(), person).cookies for who, person in persons.items()}
    joining.leave_the_house(lars, by=ada, at=timezone.now())
    deeds = told(stian)

    def knock(who, door, method):
        client = Client()
        client.cookies = cookies[who].copy() if who in cookies else client.cookies
        address = reverse(door.name, kwargs=parameters(door, things))
        data = deeds.get(door.name, {}) if method == "post" else {}
        with transaction.atomic():
            answered = getattr(client, method)(address, data)
            transaction.set_rollback(True)
        return heard(answered)

    return knock


def parameters(door, things):
    kind = next(kind for kind in things if door.name.startswith(kind))
    return {name: things[kind][name] for name in door.parameters}


def heard(answered):
    named = {401: LOGIN, 403: REFUSED, 404: HIDDEN, 405: METHOD}
    if answered.status_code in named:
        return named[answered.status_code]
    assert answered.status_code < 400, answered.status_code
    doors_in = (reverse("account_login"), reverse("mfa_reauthenticate"))
    where = answered.headers.get("Location", "").partition("?")[0]
    return LOGIN if answered.status_code == 302 and where in doors_in else OPEN


# --- What must hold ----------------------------------------------------------------------------


def test_every_view_says_who_may_come_in():
    unmarked = [door.name for door in drawing.doors() if door.access is None]
    assert not unmarked, f"mark the view with @requires(...), @signed_in or @public: {unmarked}"


def test_every_address_has_a_row_and_every_row_an_address():
    names = [door.name for door in drawing.doors()]
    assert len(names) == len(set(names)), "two addresses share a name"
    rows = {name.removeprefix("POST ") for name in ROWS}
    assert set(names) == rows, f"write its row in DOORS: {set(names) ^ rows}"


def test_every_deed_has_a_row_of_its_own():
    deeds = {name for name, row in ROWS.items() if METHOD in row.values()}
    assert deeds == {name.removeprefix("POST ") for name in ROWS if name.startswith("POST ")}


@pytest.mark.django_db
@pytest.mark.parametrize("who", CAST)
def test_the_doors_say_what_stands_in_the_table(who, knock):
    doors = {door.name: door for door in drawing.doors()}
    wrong = []
    for name, row in ROWS.items():
        door = doors[name.removeprefix("POST ")]
        said = knock(who, door, "post" if name.startswith("POST ") else "get")
        if said != row[who]:
            wrong.append(f"{name} says {said} to {who}, not {row[who]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("who", CAST)
def test_no_door_opens_to_a_post_that_is_closed_to_a_visit(who, knock):
    for door in drawing.doors():
        visit = ROWS[door.name][who]
        if visit in (LOGIN, REFUSED, HIDDEN):
            assert knock(who, door, "post") in (visit, METHOD), door.name


@pytest.mark.parametrize("who", ROLES)
def test_the_drawn_matrix_is_the_one_the_doors_obey(who):
    """Drawn from marks and roles; what is more than a role (whose concern, whose key) is not."""
    for door in drawing.doors():
        drawn = drawing.answer(door.access, ROLES[who])
        said = {row[who] for name, row in ROWS.items() if name.removeprefix("POST ") == door.name}
        if drawn == drawing.CLOSED:
            assert said <= {REFUSED, METHOD}, door.name
            assert REFUSED in said, door.name
        elif drawn == drawing.SIGNED_OUT:
            assert said <= {LOGIN, METHOD}, door.name
        else:
            assert REFUSED not in said, door.name


# --- What no column shows ----------------------------------------------------------------------


@pytest.mark.django_db
def test_who_left_the_team_finds_its_concerns_gone(knock, intake_team, inga, kari):
    """The role is still held; the key is not."""
    from kominn.vault.actions import teams

    teams.remove(intake_team, kari, by=inga, at=timezone.now())

    for door in drawing.doors():
        if door.name.startswith(("casework:", "concerns:")) and "pk" in door.parameters:
            said = {knock("kari", door, method) for method in ("get", "post")}
            assert said <= {HIDDEN, METHOD}, door.name
            assert HIDDEN in said, door.name


@pytest.mark.django_db
def test_a_password_alone_opens_nothing(things, knock, kari, sign_in):
    """Kari has a second factor and has not shown it in this browser."""
    shown_on = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
    half_in = sign_in(Client(), kari, second_factor=False)
    for door in drawing.doors():
        if ROWS[door.name]["nobody"] == LOGIN and door.access.kind != "public":
            answered = half_in.get(reverse(door.name, kwargs=parameters(door, things)))
            assert heard(answered) == LOGIN or door.name in shown_on, door.name


@pytest.mark.django_db
def test_who_has_no_second_factor_is_sent_to_set_one(things, sign_in):
    from tests.factories.accounts import UserFactory

    new = UserFactory(name="Nora", roles=drawing.ROLES, second_factor=False)
    first_day = sign_in(Client(), new, second_factor=False)
    for door in drawing.doors():
        if door.access.kind == "requires" and METHOD not in ROWS[door.name].values():
            answered = first_day.get(reverse(door.name, kwargs=parameters(door, things)))
            assert answered.headers["Location"] == reverse("mfa_activate_totp"), door.name


def test_only_pages_without_log_in_do_without_the_token_against_forgery():
    for pattern in _patterns(get_resolver()):
        checked = getattr(pattern.callback, "checks_the_token_itself", False)
        if getattr(pattern.callback, "csrf_exempt", False) and not checked:
            assert pattern.callback.access.kind == "public", pattern.name
            assert pattern.callback.from_own_pages, pattern.name


def _patterns(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from _patterns(entry)


# --- Who is what to one concern ----------------------------------------------------------------

# All six are coordinators: what differs is what they are to this concern, and nothing else. Kari
# holds it, she and Inga have assessed it, and Kari has proposed. Oda is of the same team and has
# done nothing here; Olga is of another; Nils stands too near and was set aside; Lone has left.
# A deed is "did" where it was done, and "open" where the answer is a page: what was to be read, the
# form again, or a sentence that says who may. The second yes is the other's of the two, an addition
# its writer's, and what the baton's holder does nobody else's.
RELATIONS = """
                                     holder   assessor own      other    aside    leaver
concerns:concern                     open     open     open     hidden   hidden   hidden
POST concerns:concern                open     open     open     hidden   hidden   hidden
concerns:near                        open     open     open     hidden   hidden   hidden
POST concerns:near                   did      did      did      hidden   hidden   hidden
concerns:let_in                      open     open     open     hidden   hidden   hidden
POST concerns:let_in                 open     open     open     hidden   hidden   hidden
POST concerns:take                   open     open     open     hidden   hidden   hidden
POST concerns:sort                   did      did      did      hidden   hidden   hidden
POST concerns:names                  open     open     open     hidden   hidden   hidden
POST concerns:write                  did      open     open     hidden   hidden   hidden
POST concerns:unname                 open     open     open     hidden   hidden   hidden
POST concerns:note                   did      did      did      hidden   hidden   hidden
POST concerns:release                did      open     did      hidden   hidden   hidden
concerns:handover                    open     open     open     hidden   hidden   hidden
POST concerns:handover               open     open     open     hidden   hidden   hidden
POST concerns:answer_handover        open     open     open     hidden   hidden   hidden
POST concerns:close                  open     open     open     hidden   hidden   hidden
concerns:finish_at_once              open     open     open     hidden   hidden   hidden
POST concerns:finish_at_once         open     open     open     hidden   hidden   hidden
concerns:join                        open     open     open     hidden   hidden   hidden
POST concerns:join                   open     open     open     hidden   hidden   hidden
POST concerns:take_out               open     open     open     hidden   hidden   hidden
POST concerns:look                   open     open     open     hidden   hidden   hidden
POST concerns:order                  did      did      did      hidden   hidden   hidden
POST concerns:called                 did      did      did      hidden   hidden   hidden
concerns:file                        open     open     open     hidden   hidden   hidden
casework:assessment                  open     open     open     hidden   hidden   hidden
POST casework:ask                    open     open     open     hidden   hidden   hidden
POST casework:ask_another            open     open     open     hidden   hidden   hidden
POST casework:call_off               did      open     open     hidden   hidden   hidden
casework:own                         open     open     hidden   hidden   hidden   hidden
POST casework:own                    open     open     hidden   hidden   hidden   hidden
POST casework:add_thought            hidden   did      hidden   hidden   hidden   hidden
POST casework:propose                open     open     open     hidden   hidden   hidden
POST casework:take_back              did      open     open     hidden   hidden   hidden
POST casework:answer                 open     did      open     hidden   hidden   hidden
casework:measures                    open     open     open     hidden   hidden   hidden
casework:begin_open                  open     open     open     hidden   hidden   hidden
POST casework:begin_open             open     open     open     hidden   hidden   hidden
casework:begin_help                  open     open     open     hidden   hidden   hidden
POST casework:begin_help             open     open     open     hidden   hidden   hidden
casework:review_help                 open     open     open     hidden   hidden   hidden
POST casework:review_help            did      open     open     hidden   hidden   hidden
casework:hand_help_over              open     open     open     hidden   hidden   hidden
POST casework:hand_help_over         did      open     open     hidden   hidden   hidden
POST casework:consent_taken_back     did      did      did      hidden   hidden   hidden
casework:disclose                    open     open     open     hidden   hidden   hidden
POST casework:disclose               did      did      did      hidden   hidden   hidden
casework:disclosure                  open     open     open     hidden   hidden   hidden
casework:person                      open     open     open     hidden   hidden   hidden
POST casework:tell                   did      did      did      hidden   hidden   hidden
POST casework:not_yet                did      did      did      hidden   hidden   hidden
POST casework:answer_of_person       did      did      did      hidden   hidden   hidden
casework:copy                        open     open     open     hidden   hidden   hidden
POST casework:copy                   open     open     open     hidden   hidden   hidden
"""
RELATED = RELATIONS.split()[:6]
READINGS = (
    "concern.read", "concern.names_read", "attachment.read", "handover.read", "assessment.read",
    "assessment.opened", "help.read", "disclosure.read", "person.looked",
)  # fmt: skip


def _relations():
    lines = RELATIONS.strip().splitlines()[1:]
    split = [line.rsplit(maxsplit=len(RELATED)) for line in lines]
    return {name: dict(zip(RELATED, answers, strict=True)) for name, *answers in split}


def about_one_concern():
    """What names a concern, and with it an assessment, a measure for a person, a disclosure."""
    return {
        door.name: door
        for door in drawing.doors()
        if door.name.startswith(("casework:", "concerns:")) and "pk" in door.parameters
    }


@pytest.fixture
def related(request, intake_team, inga, kari, olga):
    """Each of the six by what they are, and what the addresses point at."""
    from kominn.accounts import actions
    from kominn.concerns.actions.nearness import say_near
    from kominn.concerns.models import Concern
    from kominn.portrait.hours import duty_hours
    from kominn.portrait.models import City
    from kominn.vault.actions import teams
    from tests.factories.accounts import UserFactory

    at = timezone.now()
    oda, nils, lone = (
        UserFactory(name=name, roles=["coordinator"]) for name in ("Oda", "Nils", "Lone")
    )
    for one in (oda, nils, lone):
        teams.admit(intake_team, one, by=kari, at=at)
    things = request.getfixturevalue("things")
    actions.appoint(inga, "coordinator", by=None, at=at)
    concern = Concern.objects.get(pk=things["casework:"]["pk"])
    hours = duty_hours(City.objects.current(), timezone.localdate(at))
    say_near(concern, hours=hours, by=nils, at=at)
    teams.remove(intake_team, lone, by=kari, at=at)
    six = {
        "holder": kari,
        "assessor": inga,
        "own": oda,
        "other": olga,
        "aside": nils,
        "leaver": lone,
    }
    return six, things, at


def deeds_of(person, colleague, at):
    """What makes each deed whole, so that it is done where it may be done."""
    from kominn.law.models import LegalBasis

    token, today = uuid.uuid4(), timezone.localdate(at).isoformat()
    duty = LegalBasis.objects.get(code="duty-to-notify")
    return told(person) | {
        "concerns:near": {"go": "yes"},
        "concerns:order": {"language": "so", "way": "phone", "needed_on": today, "token": token},
        "casework:answer": {"go": "yes", "words": "Ja."},
        "casework:review_help": {
            "verdict": "close", "words": "Han kom.", "ends_as": "finished", "seen": 0, "token": token,
        },
        "casework:hand_help_over": {"owner": colleague.pk, "token": token},
        "casework:disclose": {
            "basis": f"{duty.code}@{duty.valid_from}", "recipient": "Vakta", "text": "Blåmerker.",
            "on": today, "token": token,
        },
        "casework:tell": {"to_whom": "guardian", "how": "talk", "on": today, "token": token},
        "casework:not_yet": {
            "why": "Det kan skade.", "token": token,
            "until": (timezone.localdate(at) + timedelta(days=30)).isoformat(),
        },
        "casework:answer_of_person": {"kind": "rebuttal", "text": "Det stemmer ikke.", "token": token},
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("who", RELATED)
def test_the_doors_know_who_is_what_to_a_concern(who, related, sign_in):
    six, things, at = related
    person, rows, found = six[who], _relations(), {}
    client = sign_in(Client(), person)
    deeds = deeds_of(person, six["own"], at)
    for name, door in about_one_concern().items():
        for method in ("get", "post"):
            said = _said(client, person, door, method, things, deeds)
            if said != METHOD:
                found[f"{'POST ' if method == 'post' else ''}{name}"] = said
    assert found == {name: row[who] for name, row in rows.items()}


def _said(client, person, door, method, things, deeds):
    from kominn.audit.models import Event

    data = deeds.get(door.name, {}) if method == "post" else {}
    done = Event.objects.filter(by=f"user:{person.pk}").exclude(verb__in=READINGS)
    with transaction.atomic():
        before = done.count()
        address = reverse(door.name, kwargs=parameters(door, things))
        said = heard(getattr(client, method)(address, data))
        if done.count() > before:
            assert said == OPEN
            said = "did"
        transaction.set_rollback(True)
    return said
