"""The pages. ``routes`` has a small file for each; what they show is worked out in ``search``, ``events`` and
``compare``. ``background`` has imports and polls, ``auth`` who may do what, ``operation`` the server itself.

What all of them share stands here: the app and its templates, forms and answers, formats, security.
"""
